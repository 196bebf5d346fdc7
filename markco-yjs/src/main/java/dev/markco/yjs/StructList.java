package dev.markco.yjs;

import dev.markco.yjs.lib0.Encoder;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client's structs in clock order without gaps: a directory of chunks, so that finding by clock is two binary searches
 * over primitive arrays and a split moves at most one chunk. Starts at clock 0.
 */
final class StructList {
    private static final int CHUNK = 256;
    private static final Chunk[] NO_CHUNKS = {};

    /** Up to 256 structs and, beside them for the search, their clocks. */
    private static final class Chunk {
        Struct[] structs;
        int[] clocks;
        int size;

        /** Where the last search ended; the next one mostly ends there too, or just behind. */
        private int found;

        Chunk(int capacity) {
            structs = new Struct[capacity];
            clocks = new int[capacity];
        }

        void insert(int at, Struct struct) {
            if (size == structs.length) {
                int capacity = Math.min(CHUNK, Math.max(4, size * 2));
                structs = Arrays.copyOf(structs, capacity);
                clocks = Arrays.copyOf(clocks, capacity);
            }
            System.arraycopy(structs, at, structs, at + 1, size - at);
            System.arraycopy(clocks, at, clocks, at + 1, size - at);
            structs[at] = struct;
            clocks[at] = struct.clock;
            size++;
        }

        /** Closes the gap {@code [to, from)}. */
        void remove(int to, int from) {
            System.arraycopy(structs, from, structs, to, size - from);
            System.arraycopy(clocks, from, clocks, to, size - from);
            int newSize = size - (from - to);
            Arrays.fill(structs, newSize, size, null);
            size = newSize;
        }

        int indexOf(int clock) {
            int near = found;
            if (near < size && clocks[near] <= clock) {
                if (near + 1 == size || clock < clocks[near + 1]) {
                    return near;
                }
                if (near + 2 == size || clock < clocks[near + 2]) {
                    found = near + 1;
                    return found;
                }
            }
            int index = Arrays.binarySearch(clocks, 0, size, clock);
            found = index >= 0 ? index : -index - 2;
            return found;
        }
    }

    private Chunk[] chunks = NO_CHUNKS;
    private int[] firstClocks = {};
    private int chunkCount;
    private int end;

    /** The chunk in which the last search ended. */
    private int found;

    /** The clock after the last struct. */
    int end() {
        return end;
    }

    /** Number of structs; costs one step for many of them. */
    int count() {
        int count = 0;
        for (int at = 0; at < chunkCount; at++) {
            count += chunks[at].size;
        }
        return count;
    }

    /** Notes that the last struct has become longer. */
    void grow(int units) {
        end += units;
    }

    /** The struct that contains {@code clock}, which lies in {@code [0, end)}. */
    Struct get(int clock) {
        Chunk chunk = chunks[chunkOf(clock)];
        return chunk.structs[chunk.indexOf(clock)];
    }

    private int chunkOf(int clock) {
        int near = found;
        if (near < chunkCount
                && firstClocks[near] <= clock
                && (near + 1 == chunkCount || clock < firstClocks[near + 1])) {
            return near;
        }
        int index = Arrays.binarySearch(firstClocks, 0, chunkCount, clock);
        found = index >= 0 ? index : -index - 2;
        return found;
    }

    /** Appends a struct that starts at {@link #end()}. */
    void append(Struct struct) {
        if (struct.clock != end) {
            throw new IllegalStateException("clock " + struct.clock + " does not follow " + end);
        }
        if (chunkCount == 0 || chunks[chunkCount - 1].size == CHUNK) {
            insertChunk(chunkCount, new Chunk(chunkCount == 0 ? 2 : CHUNK), struct.clock);
        }
        Chunk chunk = chunks[chunkCount - 1];
        chunk.insert(chunk.size, struct);
        end = struct.end();
    }

    /** Inserts the right half that was split off the struct before it. */
    void insertSplit(Struct right) {
        int at = chunkOf(right.clock);
        Chunk chunk = chunks[at];
        int index = chunk.indexOf(right.clock) + 1;
        if (chunk.size == CHUNK) {
            Chunk upper = new Chunk(CHUNK);
            int half = CHUNK / 2;
            System.arraycopy(chunk.structs, half, upper.structs, 0, CHUNK - half);
            System.arraycopy(chunk.clocks, half, upper.clocks, 0, CHUNK - half);
            upper.size = CHUNK - half;
            chunk.remove(half, CHUNK);
            insertChunk(at + 1, upper, upper.clocks[0]);
            if (index > half) {
                chunk = upper;
                index -= half;
            }
        }
        chunk.insert(index, right);
    }

    /** Puts {@code replacement} where a struct of the same ids stands. */
    void replace(Struct replacement) {
        Chunk chunk = chunks[chunkOf(replacement.clock)];
        chunk.structs[chunk.indexOf(replacement.clock)] = replacement;
    }

    /** Visits the structs that overlap {@code [from, to)} in order; the visitor may replace, not split or merge. */
    void forEach(int from, int to, Consumer<Struct> visitor) {
        if (from >= Math.min(to, end)) {
            return;
        }
        int at = chunkOf(from);
        int index = chunks[at].indexOf(from);
        for (; at < chunkCount; at++, index = 0) {
            Chunk chunk = chunks[at];
            for (; index < chunk.size; index++) {
                if (chunk.clocks[index] >= to) {
                    return;
                }
                visitor.accept(chunk.structs[index]);
            }
        }
    }

    /** Writes all from {@code clock} on, which lies below {@link #end()}: their number, the client, the clock, the structs. */
    void writeFrom(Encoder out, long client, int clock) {
        int at = chunkOf(clock);
        int index = chunks[at].indexOf(clock);
        int count = chunks[at].size - index;
        for (int i = at + 1; i < chunkCount; i++) {
            count += chunks[i].size;
        }
        out.writeVarUint(count);
        out.writeVarUint(client);
        out.writeVarUint(clock);
        Struct first = chunks[at].structs[index];
        UpdateWriter.writeStruct(out, first, clock - first.clock);
        for (index++; at < chunkCount; at++, index = 0) {
            Chunk chunk = chunks[at];
            for (; index < chunk.size; index++) {
                UpdateWriter.writeStruct(out, chunk.structs[index], 0);
            }
        }
    }

    boolean hasDeleted() {
        for (int at = 0; at < chunkCount; at++) {
            Chunk chunk = chunks[at];
            for (int i = 0; i < chunk.size; i++) {
                if (chunk.structs[i].isDeleted()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Visits what is deleted in order; ranges may touch. */
    void forEachDeleted(ClockRanges.Visitor visitor) {
        for (int at = 0; at < chunkCount; at++) {
            Chunk chunk = chunks[at];
            for (int i = 0; i < chunk.size; i++) {
                Struct struct = chunk.structs[i];
                if (struct.isDeleted()) {
                    visitor.range(struct.clock, struct.end());
                }
            }
        }
    }

    /** Merges neighbours where they can, among the structs from the one before {@code from} to the one at {@code to}. */
    void compact(int from, int to) {
        if (end == 0) {
            return;
        }
        int start = Math.max(0, Math.min(from, end) - 1);
        int at = chunkOf(start);
        int index = chunks[at].indexOf(start);
        Struct previous = chunks[at].structs[index];
        index++;
        while (at < chunkCount) {
            Chunk chunk = chunks[at];
            int write = index;
            int read = index;
            for (; read < chunk.size && chunk.clocks[read] <= to; read++) {
                Struct struct = chunk.structs[read];
                if (!previous.mergeWith(struct)) {
                    previous = struct;
                    chunk.structs[write] = struct;
                    chunk.clocks[write] = chunk.clocks[read];
                    write++;
                }
            }
            boolean done = read < chunk.size;
            if (write < read) {
                chunk.remove(write, read);
            }
            at = shrinkAt(at) + 1;
            index = 0;
            if (done) {
                return;
            }
        }
    }

    /** Drops the chunk if it is empty, or joins it to the one before if both are small; returns the place it now ends in. */
    private int shrinkAt(int at) {
        Chunk chunk = chunks[at];
        Chunk before = at > 0 ? chunks[at - 1] : null;
        if (before != null && before.size + chunk.size <= CHUNK / 2) {
            for (int i = 0; i < chunk.size; i++) {
                before.insert(before.size, chunk.structs[i]);
            }
            removeChunk(at);
            return at - 1;
        }
        if (chunk.size > 0) {
            firstClocks[at] = chunk.clocks[0];
            return at;
        }
        removeChunk(at);
        return at - 1;
    }

    private void insertChunk(int at, Chunk chunk, int firstClock) {
        if (chunkCount == chunks.length) {
            int capacity = Math.max(1, chunkCount * 2);
            chunks = Arrays.copyOf(chunks, capacity);
            firstClocks = Arrays.copyOf(firstClocks, capacity);
        }
        System.arraycopy(chunks, at, chunks, at + 1, chunkCount - at);
        System.arraycopy(firstClocks, at, firstClocks, at + 1, chunkCount - at);
        chunks[at] = chunk;
        firstClocks[at] = firstClock;
        chunkCount++;
    }

    private void removeChunk(int at) {
        System.arraycopy(chunks, at + 1, chunks, at, chunkCount - at - 1);
        System.arraycopy(firstClocks, at + 1, firstClocks, at, chunkCount - at - 1);
        chunkCount--;
        @Nullable Chunk[] nullable = chunks;
        nullable[chunkCount] = null;
    }

    /** Throws if clocks, chunks and directory disagree; for tests. */
    void check() {
        int clock = 0;
        for (int at = 0; at < chunkCount; at++) {
            Chunk chunk = chunks[at];
            if (chunk.size == 0 || firstClocks[at] != clock) {
                throw new IllegalStateException(
                        "chunk " + at + " of " + chunk.size + " at " + firstClocks[at] + ", not " + clock);
            }
            for (int i = 0; i < chunk.size; i++) {
                Struct struct = chunk.structs[i];
                if (struct.clock != clock || chunk.clocks[i] != clock || struct.length < 1) {
                    throw new IllegalStateException("struct at " + struct.clock + ", not " + clock);
                }
                clock = struct.end();
            }
        }
        if (clock != end) {
            throw new IllegalStateException("end " + end + ", not " + clock);
        }
    }
}
