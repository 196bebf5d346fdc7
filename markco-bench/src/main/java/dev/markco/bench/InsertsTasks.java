package dev.markco.bench;

import dev.markco.bench.work.InsertsInput;
import dev.markco.bench.work.Kind;
import java.util.ArrayList;
import java.util.List;

/** Inserts into texts of more and more items. */
final class InsertsTasks {
    private InsertsTasks() {}

    static List<Task> all(Sizes sizes) {
        List<Integer> items = sizes.insertItems();
        byte[] smallest = RandomTexts.scattered(items.get(0));
        List<Task> tasks = new ArrayList<>();
        for (int count : items) {
            tasks.add(task(Format.count(count) + " items", RandomTexts.scattered(count), 1, smallest, sizes));
        }
        // As much memory as the largest has, but in small documents: what is left of the growth is not the cache's.
        int documents = items.get(items.size() - 1) / items.get(0);
        String name = Format.count(items.get(0)) + " items, of " + documents + " such texts in turn";
        tasks.add(1, task(name, smallest, documents, smallest, sizes));
        return tasks;
    }

    private static Task task(String name, byte[] state, int documents, byte[] warmUp, Sizes sizes) {
        return new Task(name, Kind.INSERTS, new InsertsInput(state, documents, warmUp, sizes.warmUpSeconds()), null);
    }
}
