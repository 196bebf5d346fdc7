package dev.markco.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Projects in git repositories, with the real git. */
final class GitTest {
    private static final String A = "local/p/a";
    private static final int FILES = 60;

    @TempDir
    Path directory;

    private MemoryRelay relay;
    private final RunningAgents agents = new RunningAgents(() -> relay.url());
    private Path root;

    @BeforeEach
    void open() throws Exception {
        relay = new MemoryRelay();
        root = Files.createDirectory(directory.resolve("p"));
        git(root, "init", "--quiet", "--initial-branch=main");
    }

    @AfterEach
    void close() throws Exception {
        if (Files.notExists(go())) {
            goOn(); // what a failed test has left waiting
        }
        agents.close();
        relay.close();
    }

    @Test
    @DisplayName("R13 a checkout that rewrites many files is taken as it is, and leaves nothing modified")
    void checkoutOfAnotherBranch() throws Exception {
        commitAll("main");
        git(root, "checkout", "--quiet", "-b", "other");
        commitAll("other");
        git(root, "checkout", "--quiet", "main");
        Agent started = agents.start(root);
        for (String branch : new String[] {"other", "main", "other"}) {
            git(root, "checkout", "--quiet", branch);
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                for (int i = 0; i < FILES; i++) {
                    assertThat(relay.text("local/p/f" + i)).isEqualTo(text(branch, i));
                }
            });
            RunningAgents.assertInSync(started);
            assertUnmodified(root);
        }
    }

    private void commitAll(String branch) throws Exception {
        for (int i = 0; i < FILES; i++) {
            Files.writeString(root.resolve("f" + i + ".md"), text(branch, i));
        }
        commit(root, branch);
    }

    private static String text(String branch, int i) {
        String common = "# " + i + "\nsame\n";
        return branch.equals("main") ? common : common + "more on " + branch + "\nand " + i + "\n";
    }

    @Test
    @DisplayName("R8 what we swapped out is not there for git to add")
    void swapsAreNotAdded() throws Exception {
        Files.writeString(root.resolve("a.md"), "one\n");
        commit(root, "first");
        agents.start(root);
        relay.edit(A, doc -> doc.getText("content").insert(0, "typed\n"));
        awaitFile(root, "typed\none\n");
        assertThat(GitCommand.run(root, "--no-optional-locks", "status", "--porcelain"))
                .isEqualTo(" M a.md\n");
    }

    @Test
    @DisplayName("R9 a checkout of what was before means that, however short ago we wrote")
    void checkoutOfWhatWasBefore() throws Exception {
        Files.writeString(root.resolve("a.md"), "one\ntwo\n");
        commit(root, "before");
        Agent started = agents.start(root);
        relay.edit(A, doc -> doc.getText("content").insert(0, "typed\n"));
        awaitFile(root, "typed\none\ntwo\n");
        commit(root, "after");
        git(root, "checkout", "--quiet", "HEAD~1");
        await().until(() -> relay.text(A).equals("one\ntwo\n"));
        RunningAgents.assertInSync(started);
        assertThat(relay.text(A)).isEqualTo("one\ntwo\n");
        assertThat(TrashFiles.of(root)).as("what git has is kept there").isEmpty();
        assertUnmodified(root);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName(
            "R33 a save that is committed before the agent looks is no checkout: what came while its program worked stays")
    void savesThatAreCommittedAtOnce(boolean byRename) throws Exception {
        Path file = Files.writeString(root.resolve("a.md"), "one\ntwo\n");
        commit(root, "before");
        Agent started = agents.start(root);
        String read = Files.readString(file);
        relay.edit(A, doc -> doc.getText("content").insert(0, "typed\n"));
        // Without a look into the file, which would be a reader's.
        await().until(() -> Files.size(file) == "typed\none\ntwo\n".length());
        started.pause();
        if (byRename) {
            Path temp = Files.writeString(root.resolve("a.tmp"), read + "saved\n");
            Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE);
        } else {
            Files.writeString(file, read + "saved\n");
        }
        commit(root, "after");
        started.resume(false);
        await().until(() -> relay.text(A).contains("saved"));
        RunningAgents.assertInSync(started);
        assertThat(relay.text(A)).isEqualTo("typed\none\ntwo\nsaved\n");
        awaitFile(root, "typed\none\ntwo\nsaved\n");
    }

    @Test
    @DisplayName("R5 R13 a commit that is pulled on two sides at once counts once, and nothing is written into a pull")
    void aPullOnTwoSides() throws Exception {
        Files.writeString(root.resolve("a.md"), "one\ntwo\nthree\n");
        Files.writeString(root.resolve("0.txt"), "0\n");
        commit(root, "first");
        Path left = clone("left");
        Path right = clone("right");
        Agent there = agents.start(left);
        Agent here = agents.start(right);
        String pulled = "one\nTWO\nthree\nfour\n";
        Files.writeString(root.resolve("a.md"), pulled);
        Files.writeString(root.resolve("new.md"), "new\n");
        Files.writeString(root.resolve("0.txt"), "1\n");
        commit(root, "second");

        // The pull on the right stops, with the index locked, until the other one has come to it.
        Process pull = startPull(right);
        try {
            git(left, "pull", "--quiet", "--ff-only");
            await().until(() -> relay.text(A).equals(pulled));
            await().until(() -> state(here, "a") == DocumentStatus.State.DOWNLOADING);
            await().during(Duration.ofMillis(500))
                    .until(() -> read(right).equals("one\ntwo\nthree\n") && Files.notExists(right.resolve("new.md")));
        } finally {
            goOn();
        }
        end(pull);

        RunningAgents.assertInSync(here);
        RunningAgents.assertInSync(there);
        awaitFile(right, pulled);
        awaitFile(left, pulled);
        assertThat(relay.text(A)).isEqualTo(pulled);
        assertThat(relay.text("local/p/new")).isEqualTo("new\n");
        assertUnmodified(left);
        assertUnmodified(right);
    }

    @Test
    @DisplayName("R5 a commit that two sides pull at the same moment, neither knowing of the other, counts once")
    void aPullOnTwoSidesAtOnce() throws Exception {
        Files.writeString(root.resolve("0.txt"), "main\n");
        commitAll("main");
        Path left = clone("left");
        Path right = clone("right");
        Agent there = agents.start(left);
        Agent here = agents.start(right);
        Files.writeString(root.resolve("0.txt"), "other\n");
        commitAll("other");
        // Each has found its tree unmodified before the other has written a file.
        List<Process> pulls = List.of(startPull(left), startPull(right));
        goOn();
        for (Process pull : pulls) {
            end(pull);
        }
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            for (int i = 0; i < FILES; i++) {
                assertThat(relay.text("local/p/f" + i)).isEqualTo(text("other", i));
            }
        });
        RunningAgents.assertInSync(here);
        RunningAgents.assertInSync(there);
        assertUnmodified(left);
        assertUnmodified(right);
    }

    @Test
    @DisplayName("R13 while the index is locked a changed file is not taken")
    void aLockIsWaitedFor() throws Exception {
        Files.writeString(root.resolve("a.md"), "one\n");
        agents.start(root);
        Path lock = Files.createFile(root.resolve(".git/index.lock"));
        append("two\n");
        await().during(Duration.ofMillis(500)).until(() -> relay.text(A).equals("one\n"));
        Files.delete(lock);
        await().until(() -> relay.text(A).equals("one\ntwo\n"));
    }

    @Test
    @DisplayName("R13 a lock that a dead command left behind holds nothing up")
    void aLockThatNeverGoesAway() throws Exception {
        Files.writeString(root.resolve("a.md"), "one\n");
        agents.start(root);
        Path lock = Files.createFile(root.resolve(".git/index.lock"));
        Files.setLastModifiedTime(lock, FileTime.fromMillis(System.currentTimeMillis() - 3_600_000));
        append("two\n");
        await().until(() -> relay.text(A).equals("one\ntwo\n"));
        relay.edit(A, doc -> doc.getText("content").insert(0, "typed\n"));
        awaitFile(root, "typed\none\ntwo\n");
        assertThat(lock).exists();
    }

    /** Starts a pull, which stops before it writes its first file, {@code 0.txt}, until {@link #goOn}. */
    private Process startPull(Path repository) throws Exception {
        Path held = directory.resolve(repository.getFileName() + ".held");
        Files.writeString(repository.resolve(".git/info/attributes"), "0.txt filter=hold\n");
        git(
                repository,
                "config",
                "filter.hold.smudge",
                "touch '" + held + "'; while [ ! -e '" + go() + "' ]; do sleep 0.02; done; cat");
        Process pull = GitCommand.start(repository, "pull", "--quiet", "--ff-only");
        await().until(() -> Files.exists(held));
        return pull;
    }

    private void goOn() throws IOException {
        Files.createFile(go());
    }

    private Path go() {
        return directory.resolve("go");
    }

    private static void end(Process pull) throws InterruptedException {
        assertThat(pull.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(pull.exitValue()).isZero();
    }

    private Path clone(String name) throws Exception {
        git(directory, "clone", "--quiet", root.toString(), name);
        return directory.resolve(name);
    }

    private static void commit(Path repository, String message) throws Exception {
        git(repository, "add", "--all");
        git(repository, "commit", "--quiet", "-m", message);
    }

    private static void git(Path repository, String... arguments) throws Exception {
        GitCommand.run(repository, arguments);
    }

    private static void assertUnmodified(Path repository) throws Exception {
        assertThat(GitCommand.run(repository, "--no-optional-locks", "status", "--porcelain"))
                .isEmpty();
    }

    private static DocumentStatus.State state(Agent agent, String docPath) {
        return agent.status().documents().stream()
                .filter(document -> document.docPath().equals(docPath))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private void append(String text) throws IOException {
        Files.writeString(root.resolve("a.md"), text, StandardOpenOption.APPEND);
    }

    private static String read(Path project) throws IOException {
        return Files.readString(project.resolve("a.md"));
    }

    private static void awaitFile(Path project, String text) {
        await().untilAsserted(() -> assertThat(project.resolve("a.md")).hasContent(text));
    }
}
