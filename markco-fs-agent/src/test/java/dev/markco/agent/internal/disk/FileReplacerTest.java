package dev.markco.agent.internal.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FileReplacerTest {
    private static final byte[] OLD = "old text\n".getBytes(UTF_8);
    private static final String ACL = "system.posix_acl_access";
    private static final byte[] NEW = "old text\nand more\n".getBytes(UTF_8);

    @TempDir
    Path directory;

    @TempDir
    Path state;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void swapsKeepTheModeAndHandBackWhatCameOut(boolean portable) throws IOException {
        Path target = Files.write(directory.resolve("a.md"), OLD);
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("r--r-----"));
        WriteOutcome outcome = write(target, NEW, portable, FaultPoints.NONE);
        assertThat(outcome).isInstanceOfSatisfying(WriteOutcome.Written.class, written -> {
            assertThat(written.cameOut()).isEqualTo(OLD);
            assertThat(written.retired()).hasContent("old text\n");
        });
        assertThat(target).hasBinaryContent(NEW);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("r--r-----");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "r--r-----"})
    @DisplayName("a file keeps what the file system keeps with it, access control lists too, and gets nothing else")
    void swapsKeepAttributes(String mode) throws IOException {
        Path target = Files.write(directory.resolve("a.md"), OLD);
        // Written by hand, see posix_acl_xattr.h: version 2; owner rw, user 1234 rw, group r, mask rw, others none.
        byte[] acl = HexFormat.of()
                .parseHex("02000000" + "01000600ffffffff" + "02000600d2040000" + "04000400ffffffff" + "10000600ffffffff"
                        + "20000000ffffffff");
        byte[] comment = "kept".getBytes(UTF_8);
        try {
            ExtendedAttributes.set(target, "user.comment", comment);
            ExtendedAttributes.set(target, ACL, acl);
            // New files in there have a list of their own, which is not the target's.
            ExtendedAttributes.set(
                    Files.createDirectories(state.resolve("swap")),
                    "system.posix_acl_default",
                    HexFormat.of()
                            .parseHex("02000000" + "01000600ffffffff" + "02000600d3040000" + "04000400ffffffff"
                                    + "10000600ffffffff" + "20000000ffffffff"));
        } catch (LastErrorException | UnsupportedOperationException e) {
            assumeThat(e).as("this file system has attributes").isNull();
        }
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(mode));
        byte[] limited = ExtendedAttributes.get(target, ACL);
        assertThat(write(target, NEW, false, FaultPoints.NONE))
                .isInstanceOfSatisfying(
                        WriteOutcome.Written.class, written -> delete(Objects.requireNonNull(written.retired())));
        assertThat(target).hasBinaryContent(NEW);
        assertThat(ExtendedAttributes.get(target, "user.comment")).isEqualTo(comment);
        assertThat(ExtendedAttributes.get(target, ACL)).isEqualTo(limited);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo(mode);
        Path plain = Files.write(directory.resolve("b.md"), OLD);
        assertThat(write(plain, NEW, false, FaultPoints.NONE)).isInstanceOf(WriteOutcome.Written.class);
        assertThat(ExtendedAttributes.get(plain, ACL)).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("R7 what another program saved before the exchange comes out")
    void whatComesOutIsLookedAt(boolean portable) throws IOException {
        Path target = Files.write(directory.resolve("a.md"), OLD);
        WriteOutcome outcome = write(target, NEW, portable, point -> {
            if (point.equals("temp named")) {
                overwrite(target, "theirs");
            }
        });
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        WriteOutcome.Written.class,
                        written -> assertThat(written.cameOut()).isEqualTo("theirs".getBytes(UTF_8)));
        assertThat(target).hasBinaryContent(NEW);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatAppearsIsNotReplacedByANewOne(boolean portable) throws IOException {
        Path target = directory.resolve("a.md");
        WriteOutcome outcome = write(target, NEW, portable, point -> {
            if (point.equals("temp named")) {
                overwrite(target, "theirs");
            }
        });
        assertThat(outcome).isInstanceOf(WriteOutcome.Missed.class);
        assertThat(target).hasContent("theirs");
        assertThat(hiddenFiles()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatGoesAwayIsMissed(boolean portable) throws IOException {
        Path target = Files.write(directory.resolve("a.md"), OLD);
        WriteOutcome outcome = write(target, NEW, portable, point -> {
            if (point.equals("temp named")) {
                delete(target);
            }
        });
        assertThat(outcome).isInstanceOf(WriteOutcome.Missed.class);
        assertThat(target).doesNotExist();
        assertThat(hiddenFiles()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("R7 what a write needs and what came out lies out of sight")
    void swapsAreOutOfSight(boolean portable) throws IOException {
        Path target = Files.write(directory.resolve("a.md"), OLD);
        List<Path> beside = new ArrayList<>();
        WriteOutcome outcome = write(target, NEW, portable, point -> beside.addAll(list(directory)));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        WriteOutcome.Written.class,
                        written -> assertThat(written.retired()).hasParent(state.resolve("swap")));
        for (Path retired : list(state.resolve("swap"))) {
            Files.delete(retired);
        }
        write(directory.resolve("b.md"), NEW, portable, point -> beside.addAll(list(directory)));
        assertThat(beside).containsOnly(target, directory.resolve("b.md"));
    }

    @ParameterizedTest
    @CsvSource({"SWAP, true", "SWAP, false", "CREATE, true", "CREATE, false"})
    @DisplayName("R7 where nothing can be exchanged with what is out of sight, it lies beside the file")
    void otherFileSystems(WritePlan.Mode mode, boolean portable) throws IOException {
        Path memory = Path.of("/dev/shm");
        assumeThat(memory).isDirectory();
        assumeThat(Files.getFileStore(memory)).isNotEqualTo(Files.getFileStore(directory));
        Path elsewhere = Files.createTempDirectory(memory, "markco");
        try {
            Path target = directory.resolve("a.md");
            if (mode == WritePlan.Mode.SWAP) {
                Files.write(target, OLD);
            }
            byte @Nullable [] expected = mode == WritePlan.Mode.SWAP ? OLD : null;
            Renames renames = portable ? SystemRenames.withoutCall() : SystemRenames.ofSystem();
            FileReplacer replacer =
                    new FileReplacer(renames, elsewhere.resolve("swap"), new Random(1), FaultPoints.NONE);
            assertThat(replacer.plan(target, FileStamp.of(target)).temp().getParent())
                    .as("a file system that is seen to be another")
                    .isEqualTo(directory);

            FileReplacer bound = new FileReplacer(renames, state.resolve("swap"), new Random(1), FaultPoints.NONE);
            assertThat(bound.plan(target, FileStamp.of(target)).temp().getParent())
                    .isEqualTo(state.resolve("swap"));
            WritePlan impossible = new WritePlan(target, mode, elsewhere.resolve(".markco-1"));
            assertThat(bound.write(impossible, expected, NEW)).isInstanceOf(WriteOutcome.OtherFileSystem.class);
            assertThat(list(elsewhere).stream().filter(Files::isRegularFile)).isEmpty();
            assertThat(hiddenFiles()).isEmpty();

            WritePlan possible = bound.plan(target, FileStamp.of(target));
            assertThat(possible.temp().getParent()).as("remembered").isEqualTo(directory);
            assertThat(bound.write(possible, expected, NEW)).isInstanceOf(WriteOutcome.Written.class);
            assertThat(target).hasBinaryContent(NEW);
        } finally {
            for (Path file : list(elsewhere)) {
                Files.delete(file);
            }
            Files.delete(elsewhere);
        }
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void hardLinksStayLinked() throws IOException {
        Path target = Files.write(directory.resolve("a.md"), OLD);
        Path other = Files.createLink(directory.resolve("b.md"), target);
        assertThat(write(target, NEW, false, FaultPoints.NONE)).isInstanceOf(WriteOutcome.Written.class);
        assertThat(other).hasBinaryContent(NEW);
    }

    @ParameterizedTest
    @EnumSource(WritePlan.Mode.class)
    @DisplayName("R7 killed at any step, the old content or the new is found, and which of them")
    void crashesAreRecognised(WritePlan.Mode mode) throws IOException {
        for (boolean portable : new boolean[] {true, false}) {
            List<String> points = new ArrayList<>();
            attempt(mode, portable, points::add);
            assertThat(points).isNotEmpty();
            for (String deadly : points) {
                WritePlan plan = attempt(mode, portable, point -> {
                    if (point.equals(deadly)) {
                        throw new Crash();
                    }
                });
                byte @Nullable [] before = mode == WritePlan.Mode.CREATE ? null : OLD;
                WriteRecovery.Finding finding = WriteRecovery.examine(plan, before, NEW);
                byte @Nullable [] now = Files.exists(plan.target()) ? Files.readAllBytes(plan.target()) : null;
                switch (finding.verdict()) {
                    case NOT_WRITTEN -> assertThat(now).as(deadly).isEqualTo(before);
                    case WRITTEN -> assertThat(now).as(deadly).isEqualTo(NEW);
                    case TORN -> assertThat(mode).as(deadly).isIn(WritePlan.Mode.IN_PLACE, WritePlan.Mode.EXTEND);
                }
                if (mode == WritePlan.Mode.SWAP && finding.verdict() == WriteRecovery.Verdict.WRITTEN) {
                    assertThat(finding.retired()).as(deadly).hasBinaryContent(OLD);
                }
                WriteRecovery.discardTemps(plan);
                assertThat(hiddenFiles()).as(deadly).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        // before, after, what is there, what that says
        "one;two;, one;typed;two;, one;typed;two;more;,   WRITTEN",
        "one;two;, one;typed;two;, one;said;typed;two;,   WRITTEN",
        "one;two;, one;typed;two;, typed;,                WRITTEN",
        "one;two;, one;typed;two;, one;two;more;,         NOT_WRITTEN",
        "one;two;, one;typed;two;, one;said;two;,         NOT_WRITTEN",
        "one;two;, one;typed;two;, else,                  NOT_WRITTEN",
        "one;two;, two;, two;more;,                       WRITTEN",
    })
    @DisplayName("R7 a file that was written, and edited before the next start, is told from one that was edited only")
    void editedSince(String before, String after, String seen, WriteRecovery.Verdict expected) throws IOException {
        for (WritePlan.Mode mode : List.of(WritePlan.Mode.IN_PLACE, WritePlan.Mode.EXTEND)) {
            Path target = Files.writeString(directory.resolve(mode + ".md"), seen.replace(';', '\n'));
            WritePlan plan = new WritePlan(target, mode, directory.resolve("x.part"));
            assertThat(WriteRecovery.examine(
                                    plan,
                                    before.replace(';', '\n').getBytes(UTF_8),
                                    after.replace(';', '\n').getBytes(UTF_8))
                            .verdict())
                    .as(mode.toString())
                    .isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("R7 a torn in-place write is told from an edit")
    void tornWritesAreRecognised() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            byte[] before = bytes(random);
            byte[] after = bytes(random);
            int head = random.nextInt(after.length + 1);
            byte[] seen = new byte[Math.max(head, before.length)];
            System.arraycopy(before, 0, seen, 0, before.length);
            System.arraycopy(after, 0, seen, 0, head);
            assertThat(InPlaceWrite.isTorn(before, after, seen))
                    .as("round %d", round)
                    .isTrue();
        }
        assertThat(InPlaceWrite.isTorn(OLD, NEW, "old text\nand mode\n".getBytes(UTF_8)))
                .isFalse();
        assertThat(InPlaceWrite.isTorn(NEW, OLD, "else".getBytes(UTF_8))).isFalse();
    }

    /** Runs one write in a fresh state; hands back its plan, also when it crashed. */
    private WritePlan attempt(WritePlan.Mode mode, boolean portable, FaultPoints faults) throws IOException {
        Path target = directory.resolve("a.md");
        Files.deleteIfExists(target);
        Files.deleteIfExists(directory.resolve("b.md"));
        if (mode != WritePlan.Mode.CREATE) {
            Files.write(target, OLD);
        }
        if (mode == WritePlan.Mode.IN_PLACE) {
            Files.createLink(directory.resolve("b.md"), target);
        }
        FileReplacer replacer = replacer(portable, faults);
        WritePlan plan = replacer.plan(target, FileStamp.of(target));
        if (mode == WritePlan.Mode.EXTEND) {
            assumeTrue(replacer.canExtend(OLD, NEW));
            plan = plan.by(mode);
        }
        assertThat(plan.mode()).isEqualTo(mode);
        try {
            WriteOutcome outcome = replacer.write(plan, mode == WritePlan.Mode.CREATE ? null : OLD, NEW);
            if (outcome instanceof WriteOutcome.Written written && written.retired() != null) {
                Files.delete(written.retired());
            }
        } catch (Crash e) {
            assertThat(e).hasNoCause();
        }
        return plan;
    }

    private WriteOutcome write(Path target, byte[] content, boolean portable, FaultPoints faults) throws IOException {
        FileReplacer replacer = replacer(portable, faults);
        byte @Nullable [] expected = Files.exists(target) ? Files.readAllBytes(target) : null;
        return replacer.write(replacer.plan(target, FileStamp.of(target)), expected, content);
    }

    private FileReplacer replacer(boolean portable, FaultPoints faults) {
        return new FileReplacer(
                portable ? SystemRenames.withoutCall() : SystemRenames.ofSystem(),
                state.resolve("swap"),
                new Random(1),
                faults);
    }

    private List<Path> hiddenFiles() throws IOException {
        try (Stream<Path> files = Files.walk(directory);
                Stream<Path> swaps = Files.walk(state)) {
            return Stream.concat(files, swaps)
                    .filter(file -> file.getFileName().toString().startsWith("."))
                    .toList();
        }
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(6)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ('a' + random.nextInt(3));
        }
        return bytes;
    }

    private static void overwrite(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Crash extends Error {
        private static final long serialVersionUID = 1;
    }
}
