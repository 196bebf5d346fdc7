package dev.markco.bench;

import dev.markco.bench.work.Kind;
import dev.markco.bench.work.Mulberry32;
import dev.markco.bench.work.Op;
import dev.markco.bench.work.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The workloads B2 of <a href="https://github.com/dmonad/crdt-benchmarks">crdt-benchmarks</a>: two users edit a text of 100
 * characters without knowing of each other's edits, then exchange them. There all edits of a user are one transaction; as
 * nobody types like that, the workloads with many edits are done a transaction an edit as well.
 */
final class B2Tasks {
    private static final int SEED = 2;
    private static final String INITIAL = new Mulberry32(SEED).letters(100);

    private final int n;

    B2Tasks(int n) {
        this.n = n;
    }

    List<Task> all() {
        List<Task> tasks = new ArrayList<>();
        tasks.add(task(
                "B2.1 both insert a string of length N at 0", true, typist -> typist.insert(0, typist.word(n, n))));
        addBoth(tasks, "B2.2 both insert N characters at random positions", typist -> {
            for (int i = 0; i < n; i++) {
                typist.insert(typist.position(), typist.word(1, 1));
            }
        });
        addBoth(tasks, "B2.3 both insert N words at random positions", typist -> {
            for (int i = 0; i < n; i++) {
                typist.insert(typist.position(), typist.word(3, 9));
            }
        });
        addBoth(tasks, "B2.4 both insert and delete N times", typist -> {
            for (int i = 0; i < n; i++) {
                int at = typist.position();
                typist.insert(at, typist.word(3, 9));
                typist.insertOrDelete(at);
            }
        });
        return tasks;
    }

    private static void addBoth(List<Task> tasks, String name, Consumer<Typist> typing) {
        tasks.add(task(name, true, typing));
        tasks.add(task(name + ", a transaction an edit", false, typing));
    }

    private static Task task(String name, boolean together, Consumer<Typist> typing) {
        List<List<Op>> users = new ArrayList<>();
        for (int user = 1; user <= 2; user++) {
            Typist typist = new Typist(SEED + user, INITIAL);
            typing.accept(typist);
            users.add(typist.edits());
        }
        return new Task(name, Kind.SCRIPT, new Script(INITIAL, users, together, false), null);
    }
}
