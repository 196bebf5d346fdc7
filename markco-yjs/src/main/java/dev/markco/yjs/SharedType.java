package dev.markco.yjs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The state of one shared type, whatever it is read as: a sequence of items and chains of values by key. A root type has a
 * name and no item; a nested one has the item that holds it.
 */
final class SharedType {
    private final Replica replica;
    private final @Nullable TypeKind kind;
    private final String name;
    private final @Nullable Item item;
    private Sequence sequence = new Sequence(this);
    private @Nullable Map<String, KeyChain> keys;
    private boolean formatted;
    private @Nullable Object view;
    private @Nullable Listeners<Consumer<TextEvent>> observers;

    SharedType(Replica replica, @Nullable TypeKind kind, String name, @Nullable Item item) {
        this.replica = replica;
        this.kind = kind;
        this.name = name;
        this.item = item;
    }

    /** The replica it lives in. */
    public Replica replica() {
        return replica;
    }

    /** What a nested type is; null for a root, which is what it is read as. */
    public @Nullable TypeKind kind() {
        return kind;
    }

    /** The name of a root, of an XML element or of a hook; else empty. */
    public String name() {
        return name;
    }

    /** The public object that shows this type, kept for identity; what it is decides the caller. */
    public @Nullable Object view() {
        return view;
    }

    /** Keeps the public object that shows this type. */
    public void setView(Object view) {
        this.view = view;
    }

    /** Whether the type was deleted together with the item that holds it. */
    public boolean isDeleted() {
        return item != null && item.isDeleted();
    }

    /** Units that indexes count. */
    public int length() {
        return sequence.visible();
    }

    @Nullable
    Item item() {
        return item;
    }

    Sequence sequence() {
        return sequence;
    }

    Chain chain(@Nullable String key) {
        if (key == null) {
            return sequence;
        }
        Map<String, KeyChain> map = keys;
        if (map == null) {
            map = new LinkedHashMap<>();
            keys = map;
        }
        return map.computeIfAbsent(key, absent -> new KeyChain(this, absent));
    }

    Map<String, KeyChain> keys() {
        return keys == null ? Map.of() : keys;
    }

    @Nullable
    KeyChain existingChain(String key) {
        return keys == null ? null : keys.get(key);
    }

    void forEachChain(Consumer<Chain> visitor) {
        visitor.accept(sequence);
        keys().values().forEach(visitor);
    }

    /** Forgets the items of a deleted type, which are GC structs from now on. */
    void clear() {
        sequence = new Sequence(this);
        keys = null;
    }

    /** Whether a format item was ever seen here. */
    public boolean isFormatted() {
        return formatted;
    }

    void markFormatted() {
        formatted = true;
    }

    /** Those who observe the type's changes, made at the first question. */
    public Listeners<Consumer<TextEvent>> observers() {
        Listeners<Consumer<TextEvent>> made = observers;
        if (made == null) {
            made = new Listeners<>();
            observers = made;
        }
        return made;
    }

    boolean isObserved() {
        return observers != null && !observers.isEmpty();
    }
}
