package dev.markco.agent.internal.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.markco.agent.SmallDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Writing a file to which others append at the same time. */
final class ExtensionTest {
    @TempDir
    Path root;

    private Path file;

    @BeforeEach
    void make() {
        assumeTrue(AppendedFile.SYSTEM.areSupported());
        file = root.resolve("log.md");
    }

    @Test
    @DisplayName("R34 on a disk that is full, a file to which others append gets no half of it, nor blanks")
    void fullDisk() throws IOException {
        Path mounted = Files.createDirectory(root.resolve("small"));
        try (SmallDisk disk = SmallDisk.mount(mounted, 100)) {
            assumeTrue(disk != null, "file systems can be mounted");
            Path small = Files.writeString(mounted.resolve("log.md"), text("one;"));
            byte[] after = bytes("one;" + "x".repeat(3 * SmallDisk.PAGE));
            for (int pages : new int[] {0, 1, 2}) {
                disk.fill(pages);
                assertThatThrownBy(() ->
                                Extension.write(AppendedFile.SYSTEM, small, bytes("one;"), after, FaultPoints.NONE))
                        .isInstanceOf(IOException.class);
                assertThat(small).hasContent(text("one;"));
            }
            disk.free();
            assertThat(Extension.write(AppendedFile.SYSTEM, small, bytes("one;"), after, FaultPoints.NONE))
                    .isInstanceOf(WriteOutcome.Written.class);
            assertThat(small).hasBinaryContent(after);
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // before, after, appended before the room is made, appended behind it, what the file holds
                "start;, remote;start;, -, -, remote;start;",
                "start;, remote;start;, -, tick;, remote;start;tick;",
                "start;, remote;start;more;, -, tick;tock;, remote;start;more;tick;tock;",
                "one;two;, one;2 2 2;two;, -, tick;, one;2 2 2;two;tick;",
                "one;, two;, -, tick;, two;tick;",
                "one;, one;, -, tick;, one;tick;",
            })
    @DisplayName("R34 what others append while a file is written comes behind what is written")
    void appended(String before, String after, @Nullable String early, @Nullable String late, String holds)
            throws IOException {
        Files.writeString(file, text(before));
        WriteOutcome outcome = Extension.write(AppendedFile.SYSTEM, file, bytes(before), bytes(after), point -> {
            append("extended".equals(point) ? late : null);
            append("before extending".equals(point) ? early : null);
        });
        assertThat(outcome).isInstanceOf(WriteOutcome.Written.class);
        assertThat(file).hasContent(text(holds));
    }

    @Test
    @DisplayName("R34 what is appended between the look and the room that is made is behind what is written, too")
    void appendedInBetween() throws IOException {
        Files.writeString(file, "start\n");
        var unused = Extension.write(AppendedFile.SYSTEM, file, bytes("start;"), bytes("remote;start;"), point -> {
            if (point.equals("before extending")) {
                append("tick;");
            }
        });
        assertThat(file).hasContent("remote\nstart\ntick\n");
    }

    @Test
    @DisplayName("R34 a file that changed in another way is left alone")
    void changed() throws IOException {
        Files.writeString(file, "other\n");
        assertThat(Extension.write(
                        AppendedFile.SYSTEM, file, bytes("start;"), bytes("remote;start;"), FaultPoints.NONE))
                .isInstanceOf(WriteOutcome.Missed.class);
        assertThat(file).hasContent("other\n");
    }

    @Test
    @DisplayName("R34 an appender at full speed loses no line to a hundred writes, and none is there twice")
    void race() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Files.writeString(file, "start\n");
        AtomicBoolean ended = new AtomicBoolean();
        List<String> lines = new ArrayList<>();
        // A few lines for each attempt, or the file may grow faster than anybody can read it.
        Semaphore pace = new Semaphore(0);
        Thread appender = new Thread(() -> {
            for (int i = 0; !ended.get(); i++) {
                pace.acquireUninterruptibly();
                lines.add("tick " + i);
                append("tick " + i + ";");
            }
        });
        appender.start();
        List<String> written = new ArrayList<>();
        while (written.size() < 100) {
            pace.release(5);
            byte[] seen = Files.readAllBytes(file);
            String text = new String(seen, UTF_8);
            if (!text.endsWith("\n")) {
                continue;
            }
            int at = text.lastIndexOf('\n', random.nextInt(text.length()) - 1) + 1;
            String word = "word " + written.size();
            byte[] after = (text.substring(0, at) + word + "\n" + text.substring(at)).getBytes(UTF_8);
            if (Extension.write(AppendedFile.SYSTEM, file, seen, after, FaultPoints.NONE)
                    instanceof WriteOutcome.Written) {
                written.add(word);
            }
        }
        ended.set(true);
        pace.release();
        appender.join();
        lines.addAll(written);
        lines.add("start");
        assertThat(Files.readAllLines(file)).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(lines);
    }

    @ParameterizedTest
    @CsvSource({
        // what an interrupted write of "remote;start;" over "start;" left, what it is taken for
        "start;, NOT_WRITTEN",
        "start;tick;, NOT_WRITTEN",
        "'start;       ', TORN",
        "'remorts       ', NOT_WRITTEN",
        "'remot;       ', TORN",
        "'start;       tick;', TORN",
        "remote;start;, WRITTEN",
        "remote;start;tick;, WRITTEN",
        "other;, NOT_WRITTEN",
    })
    @DisplayName("R7 R34 what a crash left is told apart, whatever others appended since")
    void recovery(String seen, WriteRecovery.Verdict verdict) {
        assertThat(Extension.isWritten(bytes("remote;start;"), bytes(seen)))
                .isEqualTo(verdict == WriteRecovery.Verdict.WRITTEN);
        assertThat(Extension.isTorn(bytes("start;"), bytes("remote;start;"), bytes(seen)))
                .isEqualTo(verdict == WriteRecovery.Verdict.TORN);
    }

    @Test
    @DisplayName("R7 R34 a write that dies when it has made room is ended by the next start")
    void dies() throws IOException {
        Files.writeString(file, "start\n");
        assertThatThrownBy(() ->
                        Extension.write(AppendedFile.SYSTEM, file, bytes("start;"), bytes("remote;start;"), point -> {
                            if (point.equals("extended")) {
                                throw new IllegalStateException("dies");
                            }
                        }))
                .hasMessage("dies");
        append("tick;");
        assertThat(Extension.isTorn(bytes("start;"), bytes("remote;start;"), Files.readAllBytes(file)))
                .isTrue();
        Extension.finish(file, bytes("remote;start;"));
        assertThat(file).hasContent("remote\nstart\ntick\n");
    }

    private void append(@Nullable String text) {
        if (text != null) {
            try {
                Files.writeString(file, text(text), StandardOpenOption.WRITE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static byte[] bytes(String text) {
        return text(text).getBytes(UTF_8);
    }

    private static String text(String text) {
        return text.replace(';', '\n');
    }
}
