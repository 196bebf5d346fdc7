package dev.markco.bench.work;

import java.util.List;

/**
 * Encoded documents to hold in memory.
 *
 * @param documents how many; the states are loaded in turns
 */
public record HeapInput(List<byte[]> states, int documents) {
    public HeapInput {
        states = List.copyOf(states);
    }
}
