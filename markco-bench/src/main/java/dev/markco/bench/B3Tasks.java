package dev.markco.bench;

import dev.markco.bench.work.Kind;
import dev.markco.bench.work.Op;
import dev.markco.bench.work.Script;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The workloads B3 of <a href="https://github.com/dmonad/crdt-benchmarks">crdt-benchmarks</a>: 20√N users make one edit each
 * without knowing of the others'; two of them then receive all of them in one transaction.
 */
final class B3Tasks {
    private B3Tasks() {}

    static List<Task> all(int n) {
        int users = 20 * (int) Math.sqrt(n);
        return List.of(
                task("B3.1 20√N users put a number in a map", users, user -> new Op.Put("v", user)),
                task(
                        "B3.2 20√N users put an object in a map",
                        users,
                        user -> new Op.Put("v", Map.of("name", Integer.toString(user), "address", "here"))),
                task(
                        "B3.3 20√N users put a string in a map",
                        users,
                        user -> new Op.Put("v", Integer.toString(user).repeat(users))),
                task(
                        "B3.4 20√N users insert a text in a list",
                        users,
                        user -> new Op.InsertValues(0, List.of(Integer.toString(user)))));
    }

    private static Task task(String name, int users, IntFunction<Op> edit) {
        List<List<Op>> edits =
                IntStream.range(0, users).mapToObj(edit).map(List::of).toList();
        return new Task(name, Kind.SCRIPT, new Script("", edits, false, true), null);
    }
}
