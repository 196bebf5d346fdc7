package dev.markco.bench;

import dev.markco.bench.work.Mulberry32;
import dev.markco.bench.work.Op;
import java.util.ArrayList;
import java.util.List;

/** Somebody who makes random edits of a text, with the text as it is to become. */
final class Typist {
    private final Mulberry32 random;
    private final StringBuilder text;
    private final List<Op> edits = new ArrayList<>();

    Typist(int seed, String initial) {
        random = new Mulberry32(seed);
        text = new StringBuilder(initial);
    }

    void insert(int at, String inserted) {
        text.insert(at, inserted);
        edits.add(new Op.Insert(at, inserted));
    }

    void delete(int at, int count) {
        text.delete(at, at + count);
        edits.add(new Op.Delete(at, count));
    }

    /** A word of so many letters. */
    String word(int from, int to) {
        return random.letters(random.between(from, to));
    }

    /** Anywhere from the beginning to behind the end. */
    int position() {
        return random.between(0, text.length());
    }

    /** Inserts a word or deletes some characters, with even chances; at the end there is only inserting. */
    void insertOrDelete(int at) {
        if (at == text.length() || random.below(2) == 0) {
            insert(at, word(2, 10));
        } else {
            delete(at, random.between(1, Math.min(9, text.length() - at)));
        }
    }

    List<Op> edits() {
        return edits;
    }

    String text() {
        return text.toString();
    }
}
