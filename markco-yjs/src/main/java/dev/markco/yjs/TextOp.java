package dev.markco.yjs;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A step of a delta, which describes a text or a change of it from its start to its end. Lengths are UTF-16 units. */
public sealed interface TextOp {
    /**
     * New content: a String, an embedded object (a value of {@link dev.markco.yjs.lib0.Json#parse}) or a nested shared
     * type; with the attributes it has.
     */
    record Insert(@Nullable Object content, Map<String, @Nullable Object> attributes) implements TextOp {}

    /** Units that stay; with the attributes that changed, null where one ended. */
    record Retain(int length, Map<String, @Nullable Object> attributes) implements TextOp {}

    /** Units that are gone. */
    record Delete(int length) implements TextOp {}
}
