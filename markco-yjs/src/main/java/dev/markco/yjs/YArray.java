package dev.markco.yjs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A shared list of values. */
public final class YArray extends YType {
    YArray(SharedType type) {
        super(type);
    }

    /** Number of values. */
    public int length() {
        return type.length();
    }

    /** The value at {@code position}, a nested type as a {@link YType}. */
    public @Nullable Object get(int position) {
        requireRange(position, 1, length());
        return Reader.value(type, position);
    }

    /** All values. */
    public List<@Nullable Object> values() {
        return Reader.values(type);
    }

    /**
     * Inserts a value: null, Boolean, a number, String, {@code byte[]}, or a List or Map of such.
     *
     * @throws IndexOutOfBoundsException if the position is not within 0 to {@link #length()}
     * @throws IllegalArgumentException if a document cannot hold the value
     */
    public void insert(int position, @Nullable Object value) {
        insertAll(position, Collections.singletonList(value));
    }

    /** Inserts values one after the other; see {@link #insert}. Either all are inserted or, when it throws, none. */
    public void insertAll(int position, List<? extends @Nullable Object> values) {
        requireLive();
        requirePosition(position, length());
        List<@Nullable Object> copies = new ArrayList<>(values.size());
        for (Object value : values) {
            copies.add(Plain.copy(value));
        }
        if (!copies.isEmpty()) {
            ListEditor.insertValues(type, position, copies);
        }
    }

    /** Inserts at the end; see {@link #insert}. */
    public void add(@Nullable Object value) {
        insert(length(), value);
    }

    /** Inserts a new nested text. */
    public YText insertText(int position) {
        requireLive();
        return Views.text(ListEditor.insertType(type, requirePosition(position, length()), TypeKind.TEXT, ""));
    }

    /** Inserts a new nested map. */
    public YMap insertMap(int position) {
        requireLive();
        return Views.map(ListEditor.insertType(type, requirePosition(position, length()), TypeKind.MAP, ""));
    }

    /** Inserts a new nested array. */
    public YArray insertArray(int position) {
        requireLive();
        return Views.array(ListEditor.insertType(type, requirePosition(position, length()), TypeKind.ARRAY, ""));
    }

    /** Deletes {@code count} values from {@code position} on. */
    public void delete(int position, int count) {
        requireLive();
        requireRange(position, count, length());
        if (count > 0) {
            ListEditor.delete(type, position, count);
        }
    }

    @Override
    List<@Nullable Object> toJson(int depth) {
        List<@Nullable Object> json = new ArrayList<>(length());
        values().forEach(value -> json.add(Plain.shown(value, depth)));
        return json;
    }

    @Override
    public String toString() {
        return String.valueOf(toJson());
    }
}
