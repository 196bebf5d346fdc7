package dev.markco.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.agent.internal.disk.FaultPoints;
import dev.markco.yjs.YDoc;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** An agent with no relay, and editors at its port. */
final class LocalEditorsTest {
    private static final int COMERS = 4;
    private static final int VISITS = 250;
    private static final int STEPS = 8;

    @TempDir
    Path root;

    private Agent agent;

    @BeforeEach
    void open() throws Exception {
        Files.writeString(root.resolve("01-index.md"), "hello\n");
        agent = start();
    }

    @AfterEach
    void close() throws Exception {
        agent.close();
    }

    @Test
    void editorsAndFilesAreEqualWithNoRelay() throws Exception {
        try (EditorClient editor = EditorClient.connect(agent.port(), "/01-index")) {
            await().until(() -> editor.text().equals("hello\n"));
            editor.insert(6, "typed\n");
            await().untilAsserted(() -> assertThat(root.resolve("01-index.md")).hasContent("hello\ntyped\n"));
            Files.writeString(root.resolve("01-index.md"), "appended\n", StandardOpenOption.APPEND);
            await().until(() -> editor.text().equals("hello\ntyped\nappended\n"));
        }
    }

    @Test
    void aDocumentWithoutFileGetsOneWithItsFirstText() throws Exception {
        try (EditorClient editor = EditorClient.connect(agent.port(), "/new/%C3%BC%20page")) {
            await().until(editor::isSynced);
            assertThat(root.resolve("new")).doesNotExist();
            editor.insert(0, "first\n");
            await().untilAsserted(
                            () -> assertThat(root.resolve("new/ü page.md")).hasContent("first\n"));
        }
    }

    @Test
    @DisplayName("a document that comes and goes with its editors refuses none of them")
    void aDocumentThatComesAndGoes() throws Exception {
        ExecutorService editors = Executors.newFixedThreadPool(COMERS);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < COMERS; i++) {
            all.add(editors.submit(() -> {
                for (int visit = 0; visit < VISITS; visit++) {
                    EditorClient.connect(agent.port(), "/flicker").close();
                }
                return null;
            }));
        }
        editors.shutdown();
        for (Future<?> one : all) {
            one.get();
        }
        assertThat(root.resolve("flicker.md")).doesNotExist();
    }

    @Test
    @DisplayName("R20 a tab that comes by the former name, at any moment of a rename, has the renamed document")
    void aTabThatComesDuringARename() throws Exception {
        Files.writeString(root.resolve("walker-0.md"), "walks\n");
        AtomicInteger at = new AtomicInteger();
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService editors = Executors.newFixedThreadPool(COMERS);
        List<Future<?>> all = new ArrayList<>();
        await().until(() -> hasDocument("walker-0"));
        for (int i = 0; i < COMERS; i++) {
            all.add(editors.submit(() -> {
                while (!done.get()) {
                    String name = "/walker-" + at.get();
                    try (EditorClient editor = EditorClient.connect(agent.port(), name)) {
                        // One whose document gets another name is sent away, and comes again.
                        await().pollInterval(Duration.ofMillis(1))
                                .until(() -> editor.isSynced() || editor.isSentAway());
                        if (editor.isSynced()) {
                            assertThat(editor.text()).as(name).isEqualTo("walks\n");
                        }
                    }
                }
                return null;
            }));
        }
        for (int i = 1; i <= STEPS; i++) {
            String name = "walker-" + i;
            Files.move(root.resolve("walker-" + (i - 1) + ".md"), root.resolve(name + ".md"));
            await().until(() -> hasDocument(name));
            at.set(i);
        }
        done.set(true);
        editors.shutdown();
        for (Future<?> one : all) {
            one.get();
        }
        assertThat(agent.status().documents().stream().map(DocumentStatus::docPath))
                .filteredOn(name -> name.startsWith("walker"))
                .containsExactly("walker-" + STEPS);
    }

    @Test
    @DisplayName("R20 a tab that comes by the former name after the agent started anew has the renamed document")
    void aTabThatComesAfterARenameAndARestart() throws Exception {
        Files.writeString(root.resolve("first.md"), "one\n");
        await().until(() -> hasDocument("first"));
        YDoc tab = new YDoc();
        try (EditorClient editor = EditorClient.connect(agent.port(), "/first", tab)) {
            await().until(() -> editor.text().equals("one\n"));
        }
        Files.move(root.resolve("first.md"), root.resolve("second.md"));
        await().until(() -> hasDocument("second"));
        agent.close();
        agent = start();
        try (EditorClient editor = EditorClient.connect(agent.port(), "/first", tab)) {
            editor.insert(4, "two\n");
            await().untilAsserted(() -> assertThat(root.resolve("second.md")).hasContent("one\ntwo\n"));
            assertThat(root.resolve("first.md")).doesNotExist();
        }
    }

    private boolean hasDocument(String docPath) {
        return agent.status().documents().stream()
                .anyMatch(document -> document.docPath().equals(docPath));
    }

    @Test
    void theEndWritesWhatWasTypedLast() throws Exception {
        try (EditorClient editor = EditorClient.connect(agent.port(), "/01-index")) {
            await().until(() -> editor.text().equals("hello\n"));
            editor.insert(0, "last\n");
            try (EditorClient other = EditorClient.connect(agent.port(), "/01-index")) {
                await().until(() -> other.text().equals("last\nhello\n"));
            }
            agent.close();
        }
        assertThat(root.resolve("01-index.md")).hasContent("last\nhello\n");
        agent = start();
        assertThat(root.resolve("01-index.md")).hasContent("last\nhello\n");
    }

    @Test
    @DisplayName("R4 with no relay, a history made from the file yields to that of a tab that was open before")
    void anOldTabIsNotDoubled() throws Exception {
        YDoc old = new YDoc();
        try (EditorClient tab = EditorClient.connect(agent.port(), "/01-index", old)) {
            await().until(() -> tab.text().equals("hello\n"));
        }
        agent.close();
        deleteState();
        agent = start();
        old.getText("content").insert(6, "unsent\n");
        try (EditorClient tab = EditorClient.connect(agent.port(), "/01-index", old);
                EditorClient other = EditorClient.connect(agent.port(), "/01-index")) {
            await().untilAsserted(() -> assertThat(root.resolve("01-index.md")).hasContent("hello\nunsent\n"));
            await().until(() -> tab.text().equals("hello\nunsent\n"));
            await().until(() -> other.text().equals("hello\nunsent\n"));
            tab.insert(0, "more\n");
            await().until(() -> other.text().equals("more\nhello\nunsent\n"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName(
            "R1 a tab with an unrelated history is told nothing until that is decided about, and never shows both texts")
    void anUnrelatedTabIsKeptApart(boolean asks) throws Exception {
        YDoc old = new YDoc();
        old.getText("content").insert(0, "hello\nof the tab\n");
        try (EditorClient tab = EditorClient.connectSilently(agent.port(), "/01-index", old, asks);
                EditorClient other = EditorClient.connect(agent.port(), "/01-index")) {
            await().until(tab::isAsked);
            await().until(other::isSynced);
            tab.insert(0, "typed in the tab\n");
            other.insert(0, "typed elsewhere\n");
            await().untilAsserted(() -> assertThat(root.resolve("01-index.md")).hasContent("typed elsewhere\nhello\n"));
            assertThat(tab.states()).isEmpty();

            if (!asks) {
                tab.ask();
            }
            tab.speak();
            await().until(tab::isSynced);
            await().untilAsserted(() -> assertThat(other.text()).isEqualTo(tab.text()));
            assertThat(tab.states()).allSatisfy(text -> assertThat(text).containsOnlyOnce("hello"));
            tab.insert(0, "more\n");
            await().until(() -> other.text().startsWith("more\n"));
            other.insert(0, "and more\n");
            await().until(() -> tab.text().startsWith("and more\nmore\n"));
            await().untilAsserted(() -> assertThat(root.resolve("01-index.md")).hasContent(tab.text()));
            assertThat(tab.text()).containsOnlyOnce("hello").containsOnlyOnce("typed in the tab");
        }
    }

    @Test
    @DisplayName("R1 a tab that is kept apart and goes away leaves nothing behind")
    void aTabThatGoesAwayApart() throws Exception {
        YDoc old = new YDoc();
        old.getText("content").insert(0, "hello\nof the tab\n");
        try (EditorClient tab = EditorClient.connectSilently(agent.port(), "/01-index", old, true)) {
            await().until(tab::isAsked);
        }
        try (EditorClient other = EditorClient.connect(agent.port(), "/01-index")) {
            await().until(() -> other.text().equals("hello\n"));
            other.insert(0, "typed\n");
            await().untilAsserted(() -> assertThat(root.resolve("01-index.md")).hasContent("typed\nhello\n"));
        }
    }

    private void deleteState() throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve(".markco"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void statusTellsHowEachDocumentStands() throws Exception {
        JsonNode status = new ObjectMapper().readTree(get("/status", "x", "").body());
        assertThat(status.path("connected").asBoolean()).isFalse();
        assertThat(status.path("counts").path("synced").asInt()).isEqualTo(1);
        assertThat(status.path("documents").get(0).path("docPath").asString()).isEqualTo("01-index");
        assertThat(status.path("documents").get(0).path("state").asString()).isEqualTo("synced");
        assertThat(get("/health", "x", "").body()).isEqualTo("{\"status\":\"ok\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:3000, 200",
        "http://127.0.0.1:9, 200",
        "https://evil.example, 403",
        "null, 403",
        "http://localhost.evil.example, 403",
    })
    void foreignPagesAreRefused(String origin, int status) throws Exception {
        assertThat(get("/health", "Origin", origin).statusCode()).isEqualTo(status);
    }

    @Test
    void hiddenAndImpossiblePathsAreRefused() throws Exception {
        for (String path : new String[] {"/.git/config", "/a/%2e%2e/b", "/node_modules/x"}) {
            assertThat(EditorClient.refusal(agent.port(), path)).as(path).isEqualTo(400);
        }
        assertThat(root.resolve(".git")).doesNotExist();
    }

    private Agent start() throws Exception {
        Agent started = new Agent(AgentConfig.of(root).port(0).build(), FaultPoints.NONE, 300);
        started.start();
        assertThat(started.awaitInSync(Duration.ofSeconds(60))).isTrue();
        return started;
    }

    private HttpResponse<String> get(String path, String header, String value) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.port() + path))
                .header(header, value)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
