package dev.markco.agent.internal.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.agent.internal.disk.FaultPoints;
import dev.markco.agent.internal.disk.SystemRenames;
import dev.markco.sync.room.Room;
import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the log when a client is shown an edit of the file, where a write of the log failed before too. */
final class WriteAheadTest {
    @TempDir
    Path directory;

    private int rounds;

    @Test
    @DisplayName(
            "R6 the first text of a file is in the log before a client is shown it, whichever write of the log fails")
    void theFirstText() throws Exception {
        failEverywhere(null, "edited\n");
    }

    @Test
    @DisplayName("R6 an edit of a file is in the log before a client is shown it, whichever write of the log fails")
    void anEdit() throws Exception {
        failEverywhere("first\n", "first\nedited\n");
    }

    private void failEverywhere(@Nullable String before, String after) throws Exception {
        List<String> steps = round(before, after, 0);
        assertThat(steps).isNotEmpty();
        for (int failing = 1; failing <= steps.size(); failing++) {
            round(before, after, failing);
        }
    }

    /** Fails at the given step, goes on, and looks at what a start would find at the moment in which the edit is shown. */
    private List<String> round(@Nullable String before, String after, int failing) throws Exception {
        Path root = Files.createDirectory(directory.resolve("round" + rounds++));
        Path file = root.resolve("a.md");
        Path moment = root.resolveSibling(root.getFileName() + "-when-shown");
        if (before != null) {
            Files.writeString(file, before);
        }
        List<byte[]> shown = Collections.synchronizedList(new ArrayList<>());
        Failure failure = new Failure(failing);
        String where = "failed at step " + failing;
        try (OneDocument one = OneDocument.open(root, failure, SystemRenames.ofSystem(), null)) {
            one.awaitSettled();
            Room room = one.room();
            shown.add(room.read(YDoc::encodeStateAsUpdate));
            room.observe((update, origin) -> {
                shown.add(update);
                copyOnce(root, moment);
            });
            failure.arm();
            Files.writeString(file, after);
            one.document().markDirty();
            one.awaitSettled();
            assertThat(one.liveFile()).as(where).isEqualTo(after);
        }
        try (OneDocument again = OneDocument.open(moment, FaultPoints.NONE, SystemRenames.ofSystem(), null)) {
            again.awaitSettled();
            again.room().apply(Updates.merge(shown), "client");
            again.awaitSettled();
            assertThat(moment.resolve("a.md")).as(where).hasContent(after);
        }
        return failure.passed;
    }

    private static void copyOnce(Path from, Path to) {
        if (Files.exists(to)) {
            return;
        }
        try (Stream<Path> all = Files.walk(from)) {
            for (Path one : all.toList()) {
                Files.copy(one, to.resolve(from.relativize(one).toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets one step after it was armed fail, as a full disk does. */
    private static final class Failure implements FaultPoints {
        private final int failing;
        private final List<String> passed = new ArrayList<>();
        private boolean armed;

        Failure(int failing) {
            this.failing = failing;
        }

        synchronized void arm() {
            armed = true;
        }

        @Override
        public synchronized void pass(String point) {
            if (armed) {
                passed.add(point);
                if (passed.size() == failing) {
                    throw Failure.<RuntimeException>unchecked(new IOException("no space left on device"));
                }
            }
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        private static <T extends Throwable> T unchecked(Throwable failure) throws T {
            throw (T) failure;
        }
    }
}
