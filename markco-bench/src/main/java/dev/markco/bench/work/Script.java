package dev.markco.bench.work;

import java.util.List;

/**
 * Edits that several users make at once, each in a document of its own, and how they are exchanged afterwards.
 *
 * @param initial the text that all begin with, written by the first user
 * @param users the edits of each, at least two users
 * @param editsTogether whether all edits of a user are one transaction; else each is one
 * @param exchangeTogether whether what a document receives is applied in one transaction; else an update after the other
 */
public record Script(String initial, List<List<Op>> users, boolean editsTogether, boolean exchangeTogether) {
    public Script {
        users = users.stream().map(List::copyOf).toList();
    }
}
