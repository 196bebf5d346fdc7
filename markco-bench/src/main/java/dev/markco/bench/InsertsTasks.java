package dev.markco.bench;

import dev.markco.bench.work.InsertsInput;
import dev.markco.bench.work.Kind;
import java.util.ArrayList;
import java.util.List;

/** Inserts into texts of more and more items. */
final class InsertsTasks {
    private InsertsTasks() {}

    static List<Task> all(Sizes sizes) {
        byte[] smallest = RandomTexts.scattered(sizes.insertItems().get(0));
        List<Task> tasks = new ArrayList<>();
        for (int items : sizes.insertItems()) {
            InsertsInput input = new InsertsInput(RandomTexts.scattered(items), smallest, sizes.warmUpSeconds());
            tasks.add(new Task(Format.count(items) + " items", Kind.INSERTS, input, null));
        }
        return tasks;
    }
}
