package dev.markco.yjs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A shared map from strings to values; the last writer of a key wins. */
public final class YMap extends YType {
    YMap(SharedType type) {
        super(type);
    }

    /** Number of keys that have a value. */
    public int size() {
        return keys().size();
    }

    /** The keys that have a value. */
    public Set<String> keys() {
        return Reader.entries(type).keySet();
    }

    /** Whether the key has a value, be it null. */
    public boolean containsKey(String key) {
        return Reader.hasKey(type, key);
    }

    /** The value of the key, a nested type as a {@link YType}; null if it has none. */
    public @Nullable Object get(String key) {
        return Reader.entry(type, key);
    }

    /**
     * Sets a value: null, Boolean, a number, String, {@code byte[]}, or a List or Map of such.
     *
     * @throws IllegalArgumentException if a document cannot hold it
     */
    public void put(String key, @Nullable Object value) {
        requireLive();
        ListEditor.put(type, Plain.wellFormed(key), Plain.copy(value));
    }

    /** Sets a new nested text. */
    public YText putText(String key) {
        requireLive();
        return Views.text(ListEditor.putType(type, Plain.wellFormed(key), TypeKind.TEXT, ""));
    }

    /** Sets a new nested map. */
    public YMap putMap(String key) {
        requireLive();
        return Views.map(ListEditor.putType(type, Plain.wellFormed(key), TypeKind.MAP, ""));
    }

    /** Sets a new nested array. */
    public YArray putArray(String key) {
        requireLive();
        return Views.array(ListEditor.putType(type, Plain.wellFormed(key), TypeKind.ARRAY, ""));
    }

    /** Removes a key's value; returns whether it had one. */
    public boolean remove(String key) {
        requireLive();
        return ListEditor.remove(type, key);
    }

    @Override
    Map<String, @Nullable Object> toJson(int depth) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        Reader.entries(type).forEach((key, value) -> json.put(key, Plain.shown(value, depth)));
        return json;
    }

    @Override
    public String toString() {
        return String.valueOf(toJson());
    }
}
