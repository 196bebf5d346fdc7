package dev.markco.agent.internal.use;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.agent.internal.disk.SystemRenames;
import dev.markco.sync.time.SystemTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real editors in a terminal that save a text over one that came in behind their backs. Each is told apart from a reader, or
 * else the reader is only said to be possible; never is it said that such an editor knew the newer text.
 */
@EnabledOnOs(OS.LINUX)
@Execution(ExecutionMode.CONCURRENT)
final class EditorsTest {
    private static final String TEXT = "line 1\nline 2\nline 3\n";
    private static final String EMACS_SETTINGS = "(setq make-backup-files t backup-enable-predicate (lambda (_) t)"
            + " backup-directory-alist nil version-control nil create-lockfiles t backup-by-copying %s)";
    private static final String VIM_SETTINGS = "set nobackup writebackup backupskip= backupdir=. backupcopy=";

    private static final List<String> EMACS_SAVE =
            List.of("type \\x18\\x13", "see Save anyway", "type yes\\r", "see Wrote", "type \\x18\\x03", "end");

    @TempDir
    Path directory;

    static Stream<Arguments> editors() {
        return Stream.of(
                Arguments.of("nano", nano("-I"), false, Reading.WRITTEN_BLIND),
                Arguments.of("nano -B", nano("-IB"), false, Reading.WRITTEN_BLIND),
                Arguments.of("nano -B, same time", nano("-IB"), true, Reading.READ_BEFORE),
                Arguments.of("joe", joe(), false, Reading.READ_BEFORE),
                Arguments.of("vim backupcopy=auto", vim("auto"), false, Reading.UNOPENED),
                Arguments.of("vim backupcopy=no", vim("no"), false, Reading.UNOPENED),
                Arguments.of("vim backupcopy=yes", vim("yes"), false, Reading.READ_BEFORE),
                Arguments.of("emacs, first save", emacs("nil"), false, Reading.UNOPENED),
                Arguments.of("emacs, second save", emacsAgain(), false, Reading.WRITTEN_BLIND),
                Arguments.of("emacs, edited behind", emacsAware(), false, Reading.READ_BEFORE),
                Arguments.of("emacs by copying", emacs("t"), false, Reading.READ_BEFORE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("editors")
    @DisplayName("R9 an editor that saves an older text is never taken for one that has read the newer one")
    void savesWhatItReadBefore(String name, Session session, boolean sameTime, Reading expected) throws Exception {
        Path project = Files.createDirectory(directory.resolve("p"));
        Path file = Files.writeString(project.resolve("a.md"), TEXT);
        Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() - 3_600_000));
        Programs programs = new Programs(project, Files.createDirectory(directory.resolve("home")));
        try (FileUses uses = KernelUses.ofSystem(SystemTime.named("test-uses"));
                Terminal terminal = new Terminal(programs, directory, session.command())) {
            for (String step : session.before()) {
                terminal.step(step);
            }
            Path temp = Files.writeString(directory.resolve("temp"), TEXT + "remote\n");
            if (sameTime) {
                Files.setLastModifiedTime(temp, Files.getLastModifiedTime(file));
            }
            ArmedFile armed = Objects.requireNonNull(uses.arm(temp, new Told()));
            assertThat(SystemRenames.ofSystem().exchange(temp, file)).isTrue();
            armed.mark();
            for (String step : session.after()) {
                terminal.step(step);
            }
            UseHistory history = armed.mark();
            assertThat(Files.readString(file)).contains("X").doesNotContain("remote");
            assertThat(Reading.of(history)).as("%s: %s", name, history).isEqualTo(expected);
        }
    }

    /** With {@code -B} it makes a copy of a file that, as far as its time says, has not changed. */
    private static Session nano(String options) {
        return new Session(
                List.of("nano", options, "a.md"),
                List.of("see line 3"),
                List.of(
                        "press X until Xline",
                        "type \\x0f",
                        "see Write",
                        "type \\r",
                        "see disk",
                        "type y",
                        "see Wrote",
                        "type \\x18",
                        "end"));
    }

    private static Session joe() {
        return new Session(
                List.of("joe", "a.md"),
                List.of("see line 3"),
                List.of("press X until Xline", "type \\x0bx", "see newer", "type y", "end"));
    }

    private static Session vim(String backupcopy) {
        return new Session(
                List.of("vim", "-N", "-u", "NONE", "-i", "NONE", "--cmd", VIM_SETTINGS + backupcopy, "a.md"),
                List.of("see line 3"),
                List.of("type iX\\x1b:w!\\r", "see (y/n)?", "type y", "see written", "type :q\\r", "end"));
    }

    private static Session emacs(String byCopying) {
        return new Session(emacsCommand(byCopying), List.of("see line 3", "type X", "see Xline"), EMACS_SAVE);
    }

    private static Session emacsAgain() {
        return new Session(
                emacsCommand("nil"),
                List.of("see line 3", "type Y\\x18\\x13", "see Wrote", "type X", "see X"),
                EMACS_SAVE);
    }

    /** It reads the file to tell whether it is another text. */
    private static Session emacsAware() {
        List<String> after = new ArrayList<>(List.of("type X", "see really edit", "type yX", "see X"));
        after.addAll(EMACS_SAVE);
        return new Session(emacsCommand("nil"), List.of("see line 3"), after);
    }

    private static List<String> emacsCommand(String byCopying) {
        return List.of("emacs", "-nw", "-Q", "--eval", EMACS_SETTINGS.formatted(byCopying), "a.md");
    }

    /** An editor's command, and what is done before and after another text has come in. */
    private record Session(List<String> command, List<String> before, List<String> after) {}
}
