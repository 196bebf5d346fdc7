package dev.markco.agent.internal.replica;

import dev.markco.yjs.TextOp;
import dev.markco.yjs.YText;
import java.util.Arrays;

/**
 * Where embedded objects stand in a text. They count in the indexes of a {@link YText} but not in its string; this turns
 * offsets of the string into indexes. Valid for changes made from the end towards the start.
 */
final class EmbedMap {
    /** For each object, how many characters of the string stand before it; ascending. */
    private final int[] offsets;

    private EmbedMap(int[] offsets) {
        this.offsets = offsets;
    }

    static EmbedMap of(YText text) {
        int objects = text.length() - text.toString().length();
        int[] offsets = new int[Math.max(0, objects)];
        if (objects > 0) {
            int found = 0;
            int characters = 0;
            for (TextOp op : text.toDelta()) {
                if (op instanceof TextOp.Insert insert) {
                    if (insert.content() instanceof String string) {
                        characters += string.length();
                    } else {
                        offsets[found++] = characters;
                    }
                }
            }
        }
        return new EmbedMap(offsets);
    }

    /** The index of an offset: behind the objects that stand there. */
    int index(int offset) {
        int found = Arrays.binarySearch(offsets, offset);
        if (found < 0) {
            return offset + (-found - 1);
        }
        while (found < offsets.length && offsets[found] == offset) {
            found++;
        }
        return offset + found;
    }

    /** Deletes the characters of a range and spares the objects in it. */
    void delete(YText text, int start, int end) {
        int to = end;
        for (int i = offsets.length - 1; i >= 0 && to > start; i--) {
            if (offsets[i] < to && offsets[i] > start) {
                text.delete(offsets[i] + i + 1, to - offsets[i]);
                to = offsets[i];
            }
        }
        if (to > start) {
            text.delete(index(start), to - start);
        }
    }
}
