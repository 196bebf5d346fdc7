package dev.markco.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tools that people run on files that others write at the same time, as somebody would at a shell. Each acts at a moment that is
 * known, so that no time counts.
 */
@EnabledOnOs(OS.LINUX)
final class RealToolsTest {
    private static final String KEY = "local/p/a";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path root;

    private Path file;
    private MemoryRelay relay;
    private Agent agent;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")));
        file = root.resolve("a.md");
        relay = new MemoryRelay();
        agent = new Agent(
                AgentConfig.of(root).name("p").relayUrl(relay.url()).port(0).build());
    }

    @AfterEach
    void close() throws Exception {
        agent.close();
        relay.close();
    }

    private void start(String text) throws Exception {
        Files.writeString(file, text);
        agent.start();
        assertThat(agent.awaitInSync(PATIENCE)).isTrue();
    }

    private void type(String text) {
        relay.edit(
                KEY, doc -> doc.getText("content").insert(doc.getText("content").length(), text));
    }

    private void typeFirst(String text) {
        relay.edit(KEY, doc -> doc.getText("content").insert(0, text));
    }

    /** Waits until the agent has written all that was typed, without a look into the file, which would be a reader's. */
    private void awaitWritten() {
        await().atMost(PATIENCE).until(() -> Files.size(file) == relay.text(KEY).getBytes(UTF_8).length);
    }

    /** As people and tests wait: by reading the file over and over. */
    private void awaitRead(String word) {
        await().atMost(PATIENCE).until(() -> Files.readString(file).contains(word));
    }

    private void awaitSame() throws InterruptedException {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(file).hasContent(relay.text(KEY)));
        assertThat(agent.awaitInSync(PATIENCE)).isTrue();
        assertThat(file).hasContent(relay.text(KEY));
    }

    private void awaitBoth(String text) throws InterruptedException {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(relay.text(KEY)).isEqualTo(text));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(file).hasContent(text));
        assertThat(agent.awaitInSync(PATIENCE)).isTrue();
        assertThat(relay.text(KEY)).isEqualTo(text);
        assertThat(file).hasContent(text);
    }

    private void shell(String command) throws Exception {
        Process process = process(command);
        process.getOutputStream().close();
        assertThat(process.waitFor()).as(command).isZero();
    }

    private Process process(String command) throws IOException {
        return new ProcessBuilder(List.of("bash", "-c", command))
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @ParameterizedTest
    @CsvSource({"foo, bar", "foo, FOO", "foo, foobar", "🌍, 🌞", "[a](b), [c](d)", "foo, ''"})
    @DisplayName("R33 what sed replaces just after it was typed is replaced, whoever reads the file beside")
    void sedJustAfter(String typed, String wanted) throws Exception {
        start("# Title\n");
        type(typed + "\n");
        awaitRead(typed);
        shell("sed -i 's|" + typed.replace("[", "\\[").replace("]", "\\]") + "|" + wanted + "|' a.md");
        awaitBoth("# Title\n" + wanted + "\n");
    }

    @Test
    @DisplayName("R33 two commands in a row, one that appends and one that replaces, do what they say")
    void appendedThenReplaced() throws Exception {
        StringBuilder rest = new StringBuilder();
        start("one\n0\n");
        for (int round = 0; round < 10; round++) {
            String typed = "typed " + round + "\n";
            type(typed);
            awaitWritten();
            shell("echo said " + round + " >> a.md; sed -i 's/^" + round + "$/" + (round + 1) + "/' a.md");
            rest.append(typed).append("said ").append(round).append('\n');
            awaitBoth("one\n" + (round + 1) + "\n" + rest);
        }
    }

    @Test
    @DisplayName(
            "R33 what one program runs over that another one then reads and replaces is in the document or in the trash")
    void runOverThenReplaced() throws Exception {
        start("one\ntwo\n");
        type("typed\n");
        awaitWritten();
        shell("printf 'else\\n' > a.md; cat a.md; printf 'other\\n' > a.md");
        await().atMost(PATIENCE).until(() -> relay.text(KEY).contains("other"));
        assertThat(agent.awaitInSync(PATIENCE)).isTrue();
        if (!relay.text(KEY).contains("typed")) {
            assertThat(TrashFiles.of(root))
                    .anySatisfy(kept -> assertThat(kept).content().contains("typed"));
        }
    }

    @Test
    @DisplayName("R33 so it is what was typed letter by letter")
    void sedAfterLetters() throws Exception {
        start("# Title\n");
        for (String letter : List.of("f", "o", "o", " ", "f", "o", "o", "\n")) {
            type(letter);
            awaitWritten();
        }
        shell("sed -i 's/foo/bar/g' a.md");
        awaitBoth("# Title\nbar bar\n");
    }

    @Test
    @DisplayName("R33 a script that does that on every change makes one replacement each, and nothing grows")
    void onEveryChange() throws Exception {
        start("# Title\n");
        StringBuilder wanted = new StringBuilder("# Title\n");
        for (int round = 0; round < 20; round++) {
            type("foo " + round + "\n");
            awaitWritten();
            shell("sed -i s/foo/bar/ a.md");
            wanted.append("bar ").append(round).append("\n");
            awaitBoth(wanted.toString());
        }
    }

    @Test
    @DisplayName(
            "R33 nor does anything grow where it writes the file in place, so that at first it may have read an older text")
    void onEveryChangeInPlace() throws Exception {
        start("# Title\n");
        for (int round = 0; round < 20; round++) {
            type("foo " + round + "\n");
            awaitWritten();
            String before = relay.text(KEY);
            shell("t=$(sed s/foo/bar/ a.md); printf '%s\n' \"$t\" > a.md");
            await().atMost(PATIENCE).until(() -> !relay.text(KEY).equals(before));
            awaitSame();
        }
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSizeLessThanOrEqualTo(22);
        for (int round = 1; round < 20; round++) {
            assertThat(lines).containsOnlyOnce("bar " + round).doesNotContain("foo " + round);
        }
    }

    @Test
    @DisplayName(
            "R33 a formatter that reads and saves twice while somebody types takes nothing away, and doubles nothing")
    void formatterTwice() throws Exception {
        start("*  one\n");
        for (String word : List.of("two", "three", "four")) {
            String formatted = Files.readString(file).replace("*  ", "- ");
            type("*  " + word + "\n");
            awaitRead(word);
            Files.writeString(file, formatted);
            await().atMost(PATIENCE).until(() -> relay.text(KEY).startsWith(formatted));
            awaitSame();
        }
        assertThat(Files.readAllLines(file).stream().map(line -> line.replaceFirst("^\\W+", "")))
                .containsExactly("one", "two", "three", "four");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat > a.md", "cat > b; mv b a.md", "cat > b; cp b a.md; rm b", "tee a.md"})
    @DisplayName("R33 what a tool saves that had read the file before somebody typed leaves what was typed")
    void readBefore(String save) throws Exception {
        start("one\ntwo\nthree\n");
        String read = Files.readString(file);
        typeFirst("typed first\n");
        awaitWritten();
        save(save, read.replace("two", "TWO"));
        awaitBoth("typed first\none\nTWO\nthree\n");
    }

    private void save(String command, String text) throws Exception {
        Process process = process(command);
        try (OutputStream input = process.getOutputStream()) {
            input.write(text.getBytes(UTF_8));
        }
        assertThat(process.waitFor()).isZero();
    }

    @Test
    @DisplayName("R33 so does one that saves in place, though somebody else has read what was typed")
    void readBeforeBesideAReader() throws Exception {
        start("one\ntwo\nthree\n");
        String read = Files.readString(file);
        typeFirst("typed first\n");
        awaitRead("typed first");
        save("cat > a.md", read.replace("two", "TWO"));
        awaitBoth("typed first\none\nTWO\nthree\n");
    }

    @Test
    @DisplayName("R33 R36 the same while the agent is stopped and sees the save long after")
    void asleep() throws Exception {
        Files.writeString(file, "one\ntwo\nthree\n");
        AgentProcess process = AgentProcess.startNow(root, relay.url());
        try {
            await().atMost(PATIENCE).until(() -> relay.text(KEY).equals("one\ntwo\nthree\n"));
            String read = Files.readString(file);
            typeFirst("typed first\n");
            awaitRead("typed first");
            process.signal("STOP");
            Files.writeString(file, read.replace("two", "TWO"));
            process.signal("CONT");
            String both = "typed first\none\nTWO\nthree\n";
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(relay.text(KEY)).isEqualTo(both));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(file).hasContent(both));
        } finally {
            process.kill();
        }
    }

    @Test
    @DisplayName("R34 a file that a program appends to is written under it, and each line is there")
    void appendsThroughOneOpening() throws Exception {
        start("start\n");
        Object before = Files.getAttribute(file, "unix:ino");
        Process logger = process("exec 3>>a.md; while read -r line; do echo \"$line\" >&3; done");
        try (OutputStream lines = logger.getOutputStream()) {
            StringBuilder ticks = new StringBuilder();
            for (int i = 0; i < 5; i++) {
                say(lines, "tick " + i);
                ticks.append("tick ").append(i).append("\n");
                awaitRead("tick " + i);
                typeFirst("remote " + i + "\n");
                awaitRead("remote " + i);
            }
            awaitBoth("remote 4\nremote 3\nremote 2\nremote 1\nremote 0\nstart\n" + ticks);
            assertThat(Files.getAttribute(file, "unix:ino"))
                    .as("the file itself")
                    .isEqualTo(before);
        }
        assertThat(logger.waitFor()).isZero();
    }

    @Test
    @DisplayName("R34 a text that gets shorter waits for one who appends, and each line is there")
    void shorterUnderAnAppender() throws Exception {
        start("start\nlong words that go\n");
        Process logger = process("exec 3>>a.md; while read -r line; do echo \"$line\" >&3; done");
        try (OutputStream lines = logger.getOutputStream()) {
            say(lines, "tick 1");
            awaitRead("tick 1");
            relay.edit(KEY, doc -> doc.getText("content").delete("start\n".length(), "long words that go\n".length()));
            await().atMost(PATIENCE)
                    .until(() -> agent.status().documents().toString().contains("open for writing"));
            say(lines, "tick 2");
            awaitRead("tick 2");
        }
        assertThat(logger.waitFor()).isZero();
        awaitBoth("start\ntick 1\ntick 2\n");
    }

    @Test
    @DisplayName("R34 a slow command whose output becomes the file is waited for, which the status says")
    void slowCommand() throws Exception {
        start("old row 1\nold row 2\n");
        Process slow = process("{ read -r go; seq -f 'new row %g' 3; } > a.md");
        try (OutputStream go = slow.getOutputStream()) {
            await().atMost(PATIENCE).until(() -> Files.size(file) == 0);
            type("typed meanwhile\n");
            await().atMost(PATIENCE)
                    .until(() -> agent.status().documents().toString().contains("open for writing"));
            assertThat(relay.text(KEY)).isEqualTo("old row 1\nold row 2\ntyped meanwhile\n");
            say(go, "go");
        }
        assertThat(slow.waitFor()).isZero();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Files.readAllLines(file))
                        .containsExactlyInAnyOrder("new row 1", "new row 2", "new row 3", "typed meanwhile"));
        assertThat(agent.awaitInSync(PATIENCE)).isTrue();
        assertThat(relay.text(KEY)).isEqualTo(Files.readString(file));
    }

    private static void say(OutputStream input, String line) throws IOException {
        input.write((line + "\n").getBytes(UTF_8));
        input.flush();
    }
}
