package dev.markco.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The groups of workloads, in the order in which they run. */
enum Group {
    TRACES("Editing traces", "three keystroke histories, an update event an edit") {
        @Override
        List<Task> tasks(Sizes sizes) throws IOException {
            return TraceTasks.sequential(sizes.traceEdits());
        }
    },
    CONCURRENT("A concurrent editing trace", "two people writing one text at once") {
        @Override
        List<Task> tasks(Sizes sizes) throws IOException {
            return TraceTasks.concurrent(sizes.traceEdits());
        }
    },
    B1("crdt-benchmarks B1: no conflicts", "one user edits, one receives") {
        @Override
        List<Task> tasks(Sizes sizes) {
            return new B1Tasks(sizes.n()).all();
        }
    },
    B2("crdt-benchmarks B2: two users producing conflicts", "two users edit one text") {
        @Override
        List<Task> tasks(Sizes sizes) {
            return new B2Tasks(sizes.n()).all();
        }
    },
    B3("crdt-benchmarks B3: many conflicts", "hundreds of users make an edit each") {
        @Override
        List<Task> tasks(Sizes sizes) {
            return B3Tasks.all(sizes.n());
        }
    },
    INSERTS("Random inserts", "an insert into texts of 10k, 100k and 1M items") {
        @Override
        List<Task> tasks(Sizes sizes) {
            return InsertsTasks.all(sizes);
        }
    },
    MERGE("Updates without a document", "merge, diff and state vector of updates") {
        @Override
        List<Task> tasks(Sizes sizes) throws IOException {
            return TraceTasks.updates(sizes);
        }
    },
    HEAP("Heap of loaded documents", "bytes a document takes in memory") {
        @Override
        List<Task> tasks(Sizes sizes) throws IOException {
            return HeapTasks.all(sizes);
        }
    };

    final String title;
    final String summary;

    Group(String title, String summary) {
        this.title = title;
        this.summary = summary;
    }

    abstract List<Task> tasks(Sizes sizes) throws IOException;

    /** Its name on the command line. */
    String argument() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Group> of(String argument) {
        return Arrays.stream(values())
                .filter(group -> group.argument().equals(argument))
                .findFirst();
    }
}
