package dev.markco.bench;

import dev.markco.bench.work.Content;
import dev.markco.bench.work.Kind;
import dev.markco.bench.work.Mulberry32;
import dev.markco.bench.work.Op;
import dev.markco.bench.work.Script;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * The workloads B1 of <a href="https://github.com/dmonad/crdt-benchmarks">crdt-benchmarks</a>: one user edits, every edit a
 * transaction, and a second one receives the updates.
 */
final class B1Tasks {
    private static final int SEED = 1;

    private final int n;

    B1Tasks(int n) {
        this.n = n;
    }

    List<Task> all() {
        return List.of(
                text("B1.1 append N characters", typist -> {
                    for (int i = 0; i < n; i++) {
                        typist.insert(i, typist.word(1, 1));
                    }
                }),
                text("B1.2 insert a string of length N", typist -> typist.insert(0, typist.word(n, n))),
                text("B1.3 prepend N characters", typist -> {
                    for (int i = 0; i < n; i++) {
                        typist.insert(0, typist.word(1, 1));
                    }
                }),
                text("B1.4 insert N characters at random positions", typist -> {
                    for (int i = 0; i < n; i++) {
                        typist.insert(typist.position(), typist.word(1, 1));
                    }
                }),
                text("B1.5 insert N words at random positions", typist -> {
                    for (int i = 0; i < n; i++) {
                        typist.insert(typist.position(), typist.word(2, 10));
                    }
                }),
                text("B1.6 insert a string, then delete it", typist -> {
                    typist.insert(0, typist.word(n, n));
                    typist.delete(0, n);
                }),
                text("B1.7 insert or delete strings at random positions", typist -> {
                    for (int i = 0; i < n; i++) {
                        typist.insertOrDelete(typist.position());
                    }
                }),
                list("B1.8 append N numbers", appended(), numbers()),
                list("B1.9 insert a list of N numbers", List.of(new Op.InsertValues(0, numbers())), numbers()),
                list("B1.10 prepend N numbers", prepended(), reversed()),
                random());
    }

    private List<Object> numbers() {
        Mulberry32 random = new Mulberry32(SEED);
        List<Object> numbers = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            numbers.add(random.below(Integer.MAX_VALUE));
        }
        return numbers;
    }

    private List<Object> reversed() {
        List<Object> reversed = numbers();
        Collections.reverse(reversed);
        return reversed;
    }

    private List<Op> appended() {
        List<Op> edits = new ArrayList<>();
        for (Object number : numbers()) {
            edits.add(new Op.InsertValues(edits.size(), List.of(number)));
        }
        return edits;
    }

    private List<Op> prepended() {
        return numbers().stream()
                .<Op>map(number -> new Op.InsertValues(0, List.of(number)))
                .toList();
    }

    private Task random() {
        Mulberry32 random = new Mulberry32(SEED);
        List<Op> edits = new ArrayList<>();
        List<Object> list = new ArrayList<>();
        for (Object number : numbers()) {
            int at = random.between(0, list.size());
            list.add(at, number);
            edits.add(new Op.InsertValues(at, List.of(number)));
        }
        return list("B1.11 insert N numbers at random positions", edits, list);
    }

    private static Task text(String name, Consumer<Typist> typing) {
        Typist typist = new Typist(SEED, "");
        typing.accept(typist);
        return task(name, typist.edits(), Content.fingerprint(typist.text()));
    }

    private static Task list(String name, List<Op> edits, List<Object> expected) {
        return task(name, edits, Content.fingerprintOfList(expected));
    }

    private static Task task(String name, List<Op> edits, String expected) {
        return new Task(name, Kind.SCRIPT, new Script("", List.of(edits, List.of()), false, false), expected);
    }
}
