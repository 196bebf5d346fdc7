package dev.markco.yjs;

import dev.markco.yjs.lib0.Encoder;

/** A switch of a text attribute from here on; the JSON value {@code null} switches it off. */
final class FormatContent extends Content {
    static final int REF = 6;
    final String key;
    final String json;

    FormatContent(String key, String json) {
        this.key = key;
        this.json = json;
    }

    @Override
    int ref() {
        return REF;
    }

    @Override
    boolean countable() {
        return false;
    }

    @Override
    long weight(int length) {
        return key.length() + (long) json.length();
    }

    @Override
    void write(Encoder out, int from, int length) {
        out.writeVarString(key);
        out.writeVarString(json);
    }
}
