package dev.markco.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.agent.internal.disk.SystemRenames;
import dev.markco.yjs.YDoc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that get each other's names while tabs have them open: each tab follows its file. */
@EnabledOnOs(OS.LINUX)
final class ExchangedNamesTest extends ProjectOnRelay {
    private static final String EQUAL = "the text of all of them\n";
    private static final String CIRCLE = "mv a.md t; mv b.md a.md; mv c.md b.md; mv t c.md";
    private static final Map<String, String> CIRCLED = Map.of("a", "c", "b", "a", "c", "b");

    private static final int KILLS = 5;

    /** The documents of the tabs, by the path that they asked for, which they go on asking for. */
    private final Map<String, YDoc> tabs = new LinkedHashMap<>();

    private Path file(String name) {
        return root.resolve(name + ".md");
    }

    private static long inode(Path file) throws Exception {
        return ((Number) Files.getAttribute(file, "unix:ino")).longValue();
    }

    private void write(Map<String, String> texts) throws Exception {
        for (Map.Entry<String, String> text : texts.entrySet()) {
            Files.writeString(file(text.getKey()), text.getValue());
        }
    }

    private static Map<String, String> equal(String... names) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name : names) {
            texts.put(name, EQUAL);
        }
        return texts;
    }

    /** A tab that comes again as often as it is sent away, with what it has, by the path that it knows. */
    private void typeInTab(Agent agent, String path, String line) throws Exception {
        YDoc doc = tabs.computeIfAbsent(path, name -> new YDoc());
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            try (EditorClient editor = EditorClient.connect(agent.port(), "/" + path, doc)) {
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> editor.isSynced() || editor.isSentAway());
                if (!editor.isSynced() || editor.isSentAway()) {
                    return false;
                }
                if (!editor.text().contains(line)) {
                    editor.insert(0, line);
                }
                // It is closed when the server has it.
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> isInSomeFile(line) || editor.isSentAway());
                return isInSomeFile(line);
            }
        });
    }

    private boolean isInSomeFile(String line) throws Exception {
        for (String name : new String[] {"a", "b", "c", "d"}) {
            if (Files.exists(file(name)) && Files.readString(file(name)).contains(line)) {
                return true;
            }
        }
        return false;
    }

    private Map<String, String> ids(Iterable<String> names) {
        Map<String, String> ids = new LinkedHashMap<>();
        names.forEach(name -> ids.put(name, relay.id("local/p/" + name)));
        return ids;
    }

    /** Each tab types, and what it typed is in the file that it followed, and in the relay's document of that name. */
    private void assertFollowed(
            Agent agent, Map<String, String> texts, Map<String, String> ids, Map<String, String> moves)
            throws Exception {
        for (Map.Entry<String, String> move : moves.entrySet()) {
            await().atMost(PATIENCE)
                    .until(() -> relay.exists("local/p/" + move.getValue())
                            && relay.id("local/p/" + move.getValue()).equals(ids.get(move.getKey())));
        }
        for (String name : moves.keySet()) {
            typeInTab(agent, name, "typed afterwards in the tab of " + name + "\n");
        }
        assertThat(agent.awaitInSync(PATIENCE))
                .as(() -> agent.status().toString())
                .isTrue();
        for (Map.Entry<String, String> move : moves.entrySet()) {
            String all = "typed afterwards in the tab of " + move.getKey() + "\n" + texts.get(move.getKey());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(file(move.getValue())).hasContent(all));
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(relay.text("local/p/" + move.getValue())).isEqualTo(all));
        }
        assertThat(agent.status().documents()).hasSize(texts.size());
    }

    private Agent startWithTabs(Map<String, String> texts) throws Exception {
        write(texts);
        Agent agent = agents.start(root);
        for (String name : texts.keySet()) {
            typeInTab(agent, name, "typed before by " + name + "\n");
        }
        // All have the same text again, which is not that of their files' first inodes.
        for (Map.Entry<String, String> text : texts.entrySet()) {
            YDoc doc = tabs.computeIfAbsent(text.getKey(), name -> new YDoc());
            try (EditorClient editor = EditorClient.connect(agent.port(), "/" + text.getKey(), doc)) {
                await().atMost(PATIENCE).until(editor::isSynced);
                editor.delete(0, ("typed before by " + text.getKey() + "\n").length());
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(file(text.getKey())).hasContent(text.getValue()));
            }
        }
        RunningAgents.assertInSync(agent);
        return agent;
    }

    @Test
    @DisplayName("R12 three files of equal text that are renamed in a circle: each tab follows its file")
    void aCircle() throws Exception {
        Map<String, String> texts = equal("a", "b", "c");
        Agent agent = startWithTabs(texts);
        Map<String, String> ids = ids(texts.keySet());
        shell(CIRCLE);
        assertFollowed(agent, texts, ids, CIRCLED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mv a.md t; mv b.md a.md; mv t b.md",
                "mv a.md t.md; mv b.md a.md; mv t.md b.md",
                "exchange",
                "mv a.md t; sleep 0.3; mv b.md a.md; sleep 0.3; mv t b.md",
            })
    @DisplayName("R12 two files of equal text that are exchanged, in whatever way")
    void two(String command) throws Exception {
        Map<String, String> texts = equal("a", "b");
        Agent agent = startWithTabs(texts);
        Map<String, String> ids = ids(texts.keySet());
        if (command.equals("exchange")) {
            assertThat(SystemRenames.ofSystem().exchange(file("a"), file("b"))).isTrue();
        } else {
            shell(command);
        }
        assertFollowed(agent, texts, ids, Map.of("a", "b", "b", "a"));
    }

    @Test
    @DisplayName("R12 files of different texts are followed, too, and one that is edited at once keeps its edit")
    void differentTexts() throws Exception {
        Map<String, String> texts =
                new LinkedHashMap<>(Map.of("a", "one\n", "b", "two, which is longer\n", "c", "3\n"));
        Agent agent = startWithTabs(texts);
        Map<String, String> ids = ids(texts.keySet());
        shell(CIRCLE + "; echo edited >> b.md");
        texts.put("c", texts.get("c") + "edited\n");
        assertFollowed(agent, texts, ids, CIRCLED);
    }

    @Test
    @DisplayName("R12 a chain: one gets the name of another one, and that one a free name")
    void aChain() throws Exception {
        Map<String, String> texts = equal("a", "b");
        Agent agent = startWithTabs(texts);
        Map<String, String> ids = ids(texts.keySet());
        shell("mv b.md d.md; mv a.md b.md");
        assertFollowed(agent, texts, ids, Map.of("a", "b", "b", "d"));
        assertThat(relay.exists("local/p/a")).isFalse();
    }

    @Test
    @DisplayName("R12 while the relay is down, too, and what was typed meanwhile")
    void withoutTheRelay() throws Exception {
        Map<String, String> texts = equal("a", "b", "c");
        Agent agent = startWithTabs(texts);
        Map<String, String> ids = ids(texts.keySet());
        relay = relay.restart(() -> {
            try {
                shell(CIRCLE);
                for (String name : texts.keySet()) {
                    typeInTab(agent, name, "typed in between by " + name + "\n");
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        texts.replaceAll((name, text) -> "typed in between by " + name + "\n" + text);
        assertFollowed(agent, texts, ids, CIRCLED);
    }

    @Test
    @DisplayName("R12 while no agent runs, too")
    void whileNoAgentRuns() throws Exception {
        Map<String, String> texts = equal("a", "b", "c");
        Agent before = startWithTabs(texts);
        Map<String, String> ids = ids(texts.keySet());
        before.close();
        shell(CIRCLE);
        Agent agent = agents.make(root);
        agent.start();
        assertFollowed(agent, texts, ids, CIRCLED);
    }

    @Test
    @DisplayName("R20 a tab that was open before follows its file over a restart of the agent, too")
    void aTabOverARestart() throws Exception {
        Map<String, String> texts = equal("a", "b", "c");
        Agent before = startWithTabs(texts);
        Map<String, String> ids = ids(texts.keySet());
        shell(CIRCLE);
        for (Map.Entry<String, String> move : CIRCLED.entrySet()) {
            await().atMost(PATIENCE)
                    .until(() -> relay.isNamed(String.valueOf(ids.get(move.getKey())), "local/p/" + move.getValue()));
        }
        RunningAgents.assertInSync(before);
        before.close();
        assertFollowed(agents.start(root), texts, ids, CIRCLED);
    }

    @Test
    @DisplayName("R12 another machine's files get the names, too")
    void anotherMachine() throws Exception {
        Map<String, String> texts =
                new LinkedHashMap<>(Map.of("a", "one\n", "b", "two, which is longer\n", "c", "3\n"));
        Agent agent = startWithTabs(texts);
        Map<String, String> ids = ids(texts.keySet());
        Path there = Files.createDirectories(directory.resolve("there"));
        Agent other = agents.start(there);
        long inode = inode(there.resolve("a.md"));
        shell(CIRCLE);
        assertFollowed(agent, texts, ids, CIRCLED);
        for (Map.Entry<String, String> move : CIRCLED.entrySet()) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(there.resolve(move.getValue() + ".md"))
                            .hasSameTextualContentAs(file(move.getValue())));
        }
        RunningAgents.assertInSync(other);
        assertThat(inode).isNotZero();
        try (var files = Files.list(there)) {
            assertThat(files.filter(file -> file.toString().endsWith(".md"))).hasSize(3);
        }
    }

    @Test
    @DisplayName(
            "R12 where documents cannot follow, their files get their names back, and all get the new ones once they can")
    void takenBack() throws Exception {
        write(Map.of("a", "one\n", "b", "two\n"));
        List<String> steps = new CopyOnWriteArrayList<>();
        Agent agent = agents.make(root, steps::add);
        agent.start();
        RunningAgents.assertInSync(agent);
        // What is in the way of a file that is written then.
        Path inTheWay = Files.createDirectory(root.resolve(".markco/documents/exchange.new"));
        Map<String, String> ids = ids(List.of("a", "b"));
        relay = relay.restart(() -> {
            relay.move("local/p/a", "local/p/c");
            relay.move("local/p/b", "local/p/a");
            relay.move("local/p/c", "local/p/b");
        });
        String logs = "exchanged logs written";
        await().atMost(PATIENCE).until(() -> steps.stream().filter(logs::equals).count() >= 3);
        Files.delete(inTheWay);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(file("a")).hasContent("two\n"));
        assertThat(steps.stream().filter(step -> step.equals("names exchanged") || step.equals(logs)))
                .as("there and back again, and there")
                .startsWith("names exchanged", logs, "names exchanged", "names exchanged", logs);
        RunningAgents.assertInSync(agent);
        assertThat(file("b")).hasContent("one\n");
        assertThat(ids(List.of("b", "a")).values()).containsExactlyElementsOf(ids.values());
        assertThat(relay.text("local/p/a")).isEqualTo("two\n");
        assertThat(relay.text("local/p/b")).isEqualTo("one\n");
    }

    @Test
    @DisplayName("R12 a save by rename, a copy and a backup are no renames: the documents stay where they are")
    void whatIsNoRename() throws Exception {
        Map<String, String> texts = equal("a", "b");
        Agent agent = startWithTabs(texts);
        Map<String, String> ids = ids(texts.keySet());
        shell("cp a.md t; echo saved >> t; mv t a.md; cp -p b.md t; mv t b.md");
        await().atMost(PATIENCE).until(() -> relay.text("local/p/a").equals(EQUAL + "saved\n"));
        shell("mv a.md b.md; echo anew > a.md");
        await().atMost(PATIENCE)
                .until(() -> relay.text("local/p/a").equals("anew\n")
                        && relay.text("local/p/b").equals(EQUAL + "saved\n"));
        RunningAgents.assertInSync(agent);
        assertThat(ids(texts.keySet())).isEqualTo(ids);
        Files.writeString(file("a"), "again\n", StandardOpenOption.APPEND);
        await().atMost(PATIENCE).until(() -> relay.text("local/p/a").equals("anew\nagain\n"));
    }

    @Test
    @DisplayName("R12 killed with SIGKILL in the middle of it, documents are with their files after the next start")
    void killedInTheMiddle() throws Exception {
        long seed = Long.getLong("markco.kill.seed", System.nanoTime());
        Random random = new Random(seed);
        write(equal("a", "b", "c"));
        agents.start(root).close();
        Map<String, Long> files = new LinkedHashMap<>();
        for (String name : new String[] {"a", "b", "c"}) {
            files.put(relay.id("local/p/" + name), inode(file(name)));
        }
        AgentProcess agent = AgentProcess.startNow(root, relay.url());
        try {
            for (int kill = 0; kill < KILLS; kill++) {
                Path address = root.resolve(".markco/address");
                await().atMost(PATIENCE).until(() -> Files.exists(address));
                shell(CIRCLE);
                await().pollDelay(Duration.ofMillis(random.nextInt(1_500))).until(() -> true);
                agent.kill();
                Files.deleteIfExists(address);
                agent = AgentProcess.startNow(root, relay.url());
            }
            await().atMost(PATIENCE).untilAsserted(() -> {
                for (Map.Entry<String, Long> file : files.entrySet()) {
                    String name = name(file.getValue());
                    assertThat(relay.exists("local/p/" + name)).isTrue();
                    assertThat(relay.id("local/p/" + name))
                            .as("seed %d, %s", seed, name)
                            .isEqualTo(file.getKey());
                }
            });
            for (String name : new String[] {"a", "b", "c"}) {
                assertThat(file(name)).hasContent(EQUAL);
            }
        } finally {
            agent.kill();
        }
    }

    private String name(long inode) throws Exception {
        for (String name : new String[] {"a", "b", "c"}) {
            if (inode(file(name)) == inode) {
                return name;
            }
        }
        throw new AssertionError("no file has inode " + inode);
    }
}
