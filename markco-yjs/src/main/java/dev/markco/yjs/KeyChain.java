package dev.markco.yjs;

/** The values that a key has had, oldest first; the last one is the value, unless deleted. */
final class KeyChain extends Chain {
    private final String key;

    KeyChain(SharedType type, String key) {
        super(type);
        this.key = key;
    }

    @Override
    String key() {
        return key;
    }
}
