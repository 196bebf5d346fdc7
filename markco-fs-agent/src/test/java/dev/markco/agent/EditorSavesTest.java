package dev.markco.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every way in which editors and tools save, with the tools themselves where they are installed, while somebody else types in
 * the document. A tool that is not installed is not asked; {@link EditorSave} has the system calls of those that matter.
 */
@DisabledOnOs(OS.WINDOWS)
@Execution(ExecutionMode.CONCURRENT)
final class EditorSavesTest {
    private static final int ROUNDS = 3;
    private static final int TOOL_SECONDS = 60;

    @TempDir
    Path directory;

    private Path root;
    private SharedFile shared;

    @BeforeEach
    void open() throws Exception {
        root = Files.createDirectory(directory.resolve("p"));
        shared = new SharedFile(root);
    }

    @AfterEach
    void close() throws Exception {
        shared.close();
    }

    @ParameterizedTest
    @EnumSource(EditorSave.class)
    @DisplayName("R7 R8 what an editor saves and what somebody types meanwhile are both there once")
    void editors(EditorSave editor) throws Exception {
        long before = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String text = shared.text();
            String saved = shared.withLine(text);
            long typed = shared.typed();
            editor.save(shared.path(), saved, shared::type);
            shared.type();
            shared.settle();
            if (editor.isAtomic()) {
                before += saved.length() - text.length() + shared.typed() - typed;
                assertThat(shared.inserted())
                        .as("seed %d: characters inserted", shared.seed())
                        .isEqualTo(before);
            }
        }
        shared.awaitNames("a.md", editor.leaves("a.md"));
    }

    @ParameterizedTest
    @EnumSource(EditorSave.class)
    @DisplayName("R9 what came into the file after an editor had read it is not taken away by its save")
    void editorsThatReadBefore(EditorSave editor) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String saved = shared.withLine(shared.text());
            shared.awaitInFile(shared.type());
            editor.save(shared.path(), saved, shared::type);
            shared.type();
            shared.settle();
        }
        shared.awaitNames("a.md", editor.leaves("a.md"));
    }

    @Test
    void aNewModeStays() throws Exception {
        for (String mode : List.of("rwxr-x---", "rw-rw-r--")) {
            shared.expectMode(mode);
            Path temp = Files.writeString(root.resolve("a.tmp"), shared.withLine(shared.text()));
            Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString(mode));
            Files.move(temp, shared.path(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            shared.type();
            shared.settle();
        }
        shared.awaitNames("a.md");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "yes", "no"})
    void vim(String backupcopy) throws Exception {
        Path alone = alone();
        Object before = identity(alone);
        run(vim(backupcopy, "alone", alone));
        assertThat(alone).content().contains("alone");
        assertThat(identity(alone).equals(before)).as("it writes in place").isEqualTo(backupcopy.equals("yes"));
        for (int round = 0; round < ROUNDS; round++) {
            run(vim(backupcopy, "saved " + shared.word(), shared.path()));
            shared.type();
            shared.settle();
        }
        shared.awaitNames("a.md");
    }

    /** Vim by default makes no backup, and so never moves a file, where files are temporary. */
    private static List<String> vim(String backupcopy, String line, Path file) {
        return List.of(
                "vim",
                "-N",
                "-u",
                "NONE",
                "-i",
                "NONE",
                "-es",
                "-c",
                "set encoding=utf-8 nobackup writebackup backupskip= backupdir=. backupcopy=" + backupcopy,
                "-c",
                "call append(5, '" + line + "')",
                "-c",
                "wq",
                file.toString());
    }

    @Test
    void emacs() throws Exception {
        Path alone = alone();
        Object before = identity(alone);
        run(emacs("alone", alone));
        assertThat(alone).content().contains("alone");
        assertThat(identity(alone)).as("the old file is the backup").isNotEqualTo(before);
        for (int round = 0; round < ROUNDS; round++) {
            run(emacs("saved " + shared.word(), shared.path()));
            shared.type();
            shared.settle();
        }
        shared.awaitNames("a.md", "a.md~");
    }

    /** Emacs by default makes no backup where files are temporary. */
    private static List<String> emacs(String line, Path file) {
        return List.of(
                "emacs",
                "-Q",
                "--batch",
                "--eval",
                "(setq make-backup-files t backup-enable-predicate (lambda (_) t) backup-by-copying nil"
                        + " backup-directory-alist nil version-control nil create-lockfiles t)",
                file.toString(),
                "--eval",
                "(progn (goto-char (point-max)) (insert \"" + line + "\\n\") (save-buffer))");
    }

    /** A file beside the project, to see how a program saves where nobody else writes. */
    private Path alone() throws IOException {
        return Files.writeString(directory.resolve("alone.md"), "line\n".repeat(10));
    }

    private static Object identity(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    @Test
    void ed() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            bash("printf '3a\\nsaved " + shared.word() + "\\n.\\nw\\nq\\n' | ed -s a.md", "ed");
            shared.type();
            shared.settle();
        }
        shared.awaitNames("a.md");
    }

    @Test
    void sed() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            bash("sed -i '4i saved " + shared.word() + "' a.md", "sed");
            shared.type();
            shared.settle();
        }
        shared.awaitNames("a.md");
    }

    @Test
    @DisplayName("R7 R8 what a shell appends while somebody types is there once")
    void appending() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String script = "for i in 1 2 3; do echo \"$0\" | sed s/X/$i/ >> a.md; sleep 0.02; done";
            for (int i = 1; i <= 3; i++) {
                shared.expect("r" + round + "x" + i + ";");
            }
            Process process = start(List.of("bash", "-c", script, "saved r" + round + "xX;"), "bash", "sed");
            while (process.isAlive()) {
                shared.type();
            }
            end(process);
            shared.settle();
        }
        shared.awaitNames("a.md");
    }

    @Test
    void copiedOver() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Path other = Files.writeString(directory.resolve("other"), shared.withLine(shared.text()));
            run(List.of("cp", other.toString(), "a.md"));
            shared.type();
            shared.settle();
        }
        shared.awaitNames("a.md");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Empty while it waits.
                "import sys; t = open('a.md', encoding='utf-8').read(); f = open('a.md', 'w', encoding='utf-8');"
                        + " print(flush=True); input(); f.write(t + sys.argv[1] + '\\n'); f.close()",
                // Half of it while it waits.
                "import sys; t = open('a.md', encoding='utf-8').read(); f = open('a.md', 'w', encoding='utf-8');"
                        + " f.write(t[:200]); f.flush(); print(flush=True); input();"
                        + " f.write(t[200:] + sys.argv[1] + '\\n'); f.close()",
                // At its place in the file.
                "import sys; f = open('a.md', 'r+', encoding='utf-8'); t = f.read(); f.seek(0); f.truncate();"
                        + " print(flush=True); input(); f.write(sys.argv[1] + '\\n' + t); f.close()",
            })
    @DisplayName("R8 somebody types while a Python script is in the middle of writing")
    void python(String script) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Process process = start(List.of("python3", "-c", script, "saved " + shared.word()), "python3");
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            assertThat(out.readLine()).isEmpty();
            shared.type();
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            end(process);
            shared.settle();
        }
        shared.awaitNames("a.md");
    }

    @Test
    void gitCheckout() throws Exception {
        git("init", "-q");
        git("add", "a.md");
        git("commit", "-qm", "first");
        for (int round = 0; round < ROUNDS; round++) {
            String typed = shared.type();
            shared.awaitInFile(typed);
            git("commit", "-qam", "round");
            String undone = shared.word();
            bash("echo 'saved " + undone + "' >> a.md");
            shared.awaitInDocument(undone);
            git("checkout", "-q", "--", "a.md");
            shared.expectPresentMode();
            shared.forget(undone);
            shared.type();
            shared.awaitGone(undone);
            shared.settle();
        }
        shared.awaitNames("a.md", ".git");
    }

    @Test
    void gitStashAndPop() throws Exception {
        git("init", "-q");
        git("add", "a.md");
        git("commit", "-qm", "first");
        for (int round = 0; round < ROUNDS; round++) {
            String stashed = shared.word();
            bash("sed -i '1i saved " + stashed + "' a.md", "sed");
            shared.awaitInDocument(stashed);
            git("stash", "-q");
            shared.awaitGone(stashed);
            // Far from what was stashed, for git to merge both.
            shared.awaitInFile(shared.typeAtTheEnd());
            git("commit", "-qam", "round");
            git("stash", "pop", "-q");
            shared.expectPresentMode();
            shared.type();
            shared.settle();
            git("commit", "-qam", "popped");
        }
        shared.awaitNames("a.md", ".git");
    }

    private void git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("git", "-c", "user.name=me", "-c", "user.email=me@example.org", "-c", "commit.gpgsign=false"));
        command.addAll(Arrays.asList(arguments));
        run(command);
    }

    private void bash(String script, String... needed) throws Exception {
        for (String tool : needed) {
            assumeInstalled(tool);
        }
        run(List.of("bash", "-c", script));
    }

    private void run(List<String> command) throws Exception {
        end(start(command, command.get(0)));
    }

    /** Starts a tool in the project's directory; the test is not run when one of those needed is not installed. */
    private Process start(List<String> command, String... needed) throws IOException {
        for (String tool : needed) {
            assumeInstalled(tool);
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("tools.log").toFile()));
        NoSettings.in(builder, Files.createDirectories(directory.resolve("home")));
        return builder.start();
    }

    private void end(Process process) throws Exception {
        try {
            assertThat(process.waitFor(TOOL_SECONDS, TimeUnit.SECONDS))
                    .as("seed %d: it ends", shared.seed())
                    .isTrue();
            assertThat(process.exitValue())
                    .as("seed %d: %s", shared.seed(), Files.readString(directory.resolve("tools.log")))
                    .isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static void assumeInstalled(String tool) {
        String path = System.getenv().getOrDefault("PATH", "");
        assumeTrue(
                Arrays.stream(path.split(":", -1)).anyMatch(place -> isExecutable(Path.of(place, tool))),
                () -> tool + " is not installed");
    }

    private static boolean isExecutable(Path file) {
        try {
            return Files.isExecutable(file.toRealPath());
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
