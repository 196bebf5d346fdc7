package dev.markco.bench;

import dev.markco.bench.work.Content;
import dev.markco.bench.work.Json;
import dev.markco.bench.work.Measurement;
import dev.markco.bench.work.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The two sides doing the same workloads in turns, each reading what the other encoded. Its files are in one directory. */
final class Contest {
    private final Side markco;
    private final Side yjs;
    private final Path directory;

    /** @param directory an empty one, which stays to be deleted */
    Contest(Side markco, Side yjs, Path directory) {
        this.markco = markco;
        this.yjs = yjs;
        this.directory = directory;
    }

    /** @throws IllegalStateException if the sides did not do the same */
    Comparison compare(Task task, Budget budget) throws IOException, InterruptedException {
        Path input = Files.write(directory.resolve("input.json"), Json.bytes(task.input()));
        Path ours = directory.resolve("markco.state");
        Path theirs = directory.resolve("yjs.state");
        List<Measurement> markcos = new ArrayList<>();
        List<Measurement> yjss = new ArrayList<>();
        for (int i = 0; i < budget.processes(); i++) {
            markcos.add(markco.take(turn(task, budget, input, ours, null)));
            Measurement other = yjs.take(turn(task, budget, input, theirs, ours));
            yjss.add(other);
            if (!Content.fingerprint(Files.readAllBytes(theirs)).equals(other.content())) {
                throw new IllegalStateException(task.name() + ": markco reads something else from what yjs encoded");
            }
        }
        return new Comparison(task, new Samples(markcos), new Samples(yjss));
    }

    private static Turn turn(Task task, Budget budget, Path input, Path state, @Nullable Path otherState) {
        return new Turn(task.kind(), input, budget.minRounds(), budget.seconds(), state, otherState);
    }
}
