package dev.markco.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Files, directories and names that no document can have: listed once with the reason, at no cost, until it is mended. */
final class OddFilesTest extends ProjectOnRelay {
    @Test
    @DisplayName(
            "R13 what cannot be a document is named once with the reason, and nothing is scanned over and over for it")
    void listedOnce() throws Exception {
        write("a.md", "one\n");
        Files.createSymbolicLink(root.resolve("odd loop.md"), Path.of("odd loop.md"));
        write("NOTES.MD", "capitals\n");
        write("sub/long.markdown", "another ending\n");
        assumeTrue(python("import os, sys; p = os.fsencode(sys.argv[1]);"
                + " os.mkdir(p + b'/d\\xe9'); open(p + b'/d\\xe9/a.md', 'w').write('x');"
                + " open(p + b'/caf\\xe9.md', 'w').write('x')"));
        try (LogLines lines = new LogLines("is left alone");
                LogLines scans = new LogLines("Scanned " + root)) {
            Agent agent = agents.start(root);
            assertThat(reasons(agent))
                    .containsEntry("odd loop", "it is a symbolic link that leads to itself, or through too many others")
                    .hasEntrySatisfying("NOTES.MD", why -> assertThat(why).contains("'.MD'", "rename it"))
                    .hasEntrySatisfying(
                            "sub/long.markdown", why -> assertThat(why).contains("'.markdown'", "rename it"))
                    .hasEntrySatisfying("caf\ufffd.md", why -> assertThat(why).contains("is not UTF-8 text"))
                    .hasEntrySatisfying("d\ufffd", why -> assertThat(why).contains("is not UTF-8 text"));
            int before = scans.with("").size();
            // What would be scanned again and again had its chance by the time that this took.
            for (int i = 0; i < 30; i++) {
                append("a.md", i + "\n");
                int n = i;
                await().atMost(PATIENCE).until(() -> relay.text("local/p/a").contains("\n" + n + "\n"));
            }
            assertThat(lines.with("'odd loop.md'")).hasSize(1);
            assertThat(lines.with("'NOTES.MD'")).hasSize(1);
            assertThat(lines.with("'caf\ufffd.md'")).hasSize(1);
            assertThat(scans.with("")).hasSize(before);
            assertThat(agent.summary().trouble()).isNull();

            Files.delete(root.resolve("odd loop.md"));
            write("odd loop.md", "mended\n");
            Files.move(root.resolve("NOTES.MD"), root.resolve("notes.md"));
            Files.move(root.resolve("sub/long.markdown"), root.resolve("sub/long.md"));
            assertThat(python("import os, sys; p = os.fsencode(sys.argv[1]);"
                            + " os.rename(p + b'/caf\\xe9.md', p + b'/caf\\xc3\\xa9.md');"
                            + " os.rename(p + b'/d\\xe9', p + b'/d')"))
                    .isTrue();
            awaitText("odd loop", "mended\n");
            awaitText("notes", "capitals\n");
            awaitText("sub/long", "another ending\n");
            awaitText("caf\u00e9", "x");
            awaitText("d/a", "x");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(reasons(agent)).isEmpty());
        }
    }

    @Test
    @DisplayName(
            "R12 a directory that a file takes the place of is a directory that was deleted; what comes back has no place, until it has")
    void directoryReplacedByAFile() throws Exception {
        write("a.md", "one\n");
        write("d/b.md", "two\n");
        Agent agent = agents.start(root);
        String id = relay.id("local/p/d/b");
        Files.delete(root.resolve("d/b.md"));
        Files.delete(root.resolve("d"));
        write("d", "a file\n");
        await().atMost(PATIENCE).until(() -> relay.isTrashed(id));
        relay.put("local/p/d/c", "three\n");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(reasons(agent))
                        .containsEntry("d/c", "there is a file where its directory has to be"));
        assertThat(root.resolve("d")).hasContent("a file");
        RunningAgents.assertInSync(agent);
        Files.delete(root.resolve("d"));
        awaitFile("d/c.md", "three\n");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(reasons(agent)).isEmpty());
    }

    @Test
    @DisplayName("R13 names that the disk cannot hold stay on the relay, and are tried again ever more seldom")
    void namesTooLong() throws Exception {
        write("a.md", "one\n");
        Agent agent = agents.start(root);
        String name = "\u00fc".repeat(127);
        relay.put("local/p/" + name, "too long\n");
        relay.put("local/p/" + name + "/b", "below\n");
        try (LogLines lines = new LogLines(name)) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(reasons(agent))
                            .hasEntrySatisfying(name, why -> assertThat(why).contains("has 257 bytes", "at most 255")));
            awaitFile(name + "/b.md", "below\n");
            RunningAgents.assertInSync(agent);
            relay.edit("local/p/" + name, doc -> doc.getText("content").insert(0, "still "));
            relay.edit("local/p/a", doc -> doc.getText("content").insert(0, "zero\n"));
            awaitFile("a.md", "zero\none\n");
            assertThat(lines.with("is not written")).hasSize(1);
        }
        relay.move("local/p/" + name, "local/p/short");
        awaitFile("short.md", "still too long\n");
    }

    @Test
    @DisplayName("R4 a conflict in a file whose name is as long as names may be is kept under a shorter one")
    void conflictOfALongName() throws Exception {
        String name = "L".repeat(245);
        String other = "\ud83d\ude00".repeat(62);
        write(name + ".md", "ours\n");
        write(other + ".md", "ours too\n");
        relay.put("local/p/" + name, "theirs\n");
        relay.put("local/p/" + other, "theirs too\n");
        Agent agent = agents.make(root);
        agent.start();
        awaitFile(name + ".md", "theirs\n");
        awaitFile(other + ".md", "theirs too\n");
        assertThat(copies())
                .hasSize(2)
                .allSatisfy(copy ->
                        assertThat(copy.getBytes(StandardCharsets.UTF_8).length).isBetween(250, 255));
        RunningAgents.assertInSync(agent);
        agent.close();
        Agent again = agents.start(root);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(again.status().documents())
                        .filteredOn(document -> document.state() == DocumentStatus.State.CONFLICT)
                        .extracting(DocumentStatus::docPath)
                        .containsExactlyInAnyOrder(name, other));
        for (String copy : copies()) {
            Files.delete(root.resolve(copy));
        }
        await().atMost(PATIENCE)
                .until(() -> again.status().documents().stream()
                        .noneMatch(document -> document.state() == DocumentStatus.State.CONFLICT));
    }

    @Test
    @DisplayName(
            "a document that grows beyond the limit of files is not written, says so, and goes on when it is smaller")
    void documentsThatAreTooLarge() throws Exception {
        write("a.md", "one\n");
        Agent agent = new Agent(AgentConfig.of(root)
                .name("p")
                .relayUrl(relay.url())
                .port(0)
                .maxFileSize(1_000)
                .build());
        try (agent) {
            agent.start();
            RunningAgents.assertInSync(agent);
            String much = "much more\n".repeat(200);
            relay.edit("local/p/a", doc -> doc.getText("content").insert(0, much));
            relay.put("local/p/new", much);
            for (String name : List.of("a", "new")) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(reasons(agent))
                                .hasEntrySatisfying(name, why -> assertThat(why).contains("larger than 1000 bytes")));
            }
            assertThat(root.resolve("new.md")).doesNotExist();
            append("a.md", "here\n");
            awaitText("a", much + "one\nhere\n");
            assertThat(root.resolve("a.md")).content().isEqualTo("one\nhere\n");
            RunningAgents.assertInSync(agent);
            relay.edit("local/p/a", doc -> doc.getText("content").delete(10, much.length() - 10));
            relay.edit("local/p/new", doc -> doc.getText("content").delete(10, much.length() - 10));
            awaitFile("a.md", "much more\none\nhere\n");
            awaitFile("new.md", "much more\n");
            append("a.md", "there\n");
            awaitText("a", "much more\none\nhere\nthere\n");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(reasons(agent)).isEmpty());
        }
    }

    private static Map<String, String> reasons(Agent agent) {
        Map<String, String> reasons = new TreeMap<>();
        for (DocumentStatus document : agent.status().documents()) {
            if (document.state() == DocumentStatus.State.IGNORED) {
                reasons.put(document.docPath(), String.valueOf(document.why()));
            }
        }
        return reasons;
    }

    private boolean python(String script) throws Exception {
        try {
            Process process = new ProcessBuilder("python3", "-c", script, root.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private List<String> copies() throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.contains(".conflict-"))
                    .toList();
        }
    }

    private void awaitText(String name, String text) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(relay.text("local/p/" + name)).isEqualTo(text));
    }

    private void awaitFile(String name, String text) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(root.resolve(name)).content().isEqualTo(text));
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void append(String name, String text) throws IOException {
        Files.writeString(root.resolve(name), text, StandardOpenOption.APPEND);
    }
}
