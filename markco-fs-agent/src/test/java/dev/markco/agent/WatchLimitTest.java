package dev.markco.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents whose user may have only a few directories watched. Skipped where no user namespace can be made. */
final class WatchLimitTest {
    private static final int LIMIT = 6;

    @TempDir
    Path root;

    private MemoryRelay relay;
    private @Nullable AgentProcess agent;

    @BeforeAll
    static void checkMachine() {
        assumeTrue(LimitedWatches.isPossible(), "user namespaces with limits of their own");
    }

    @BeforeEach
    void open() throws Exception {
        relay = new MemoryRelay();
        makeDirectories("old", LIMIT / 2);
    }

    @AfterEach
    void end() throws Exception {
        if (agent != null) {
            agent.kill();
        }
        relay.close();
    }

    private void start() throws IOException {
        agent = AgentProcess.startWithWatches(LIMIT, root, relay.url());
        agent.go();
    }

    private void makeDirectories(String name, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Files.writeString(Files.createDirectories(root.resolve(name + i)).resolve("a.md"), "one\n");
        }
    }

    private String log() throws IOException {
        return Files.readString(root.resolve(".agent.log"));
    }

    private String status() throws IOException, InterruptedException {
        String address = Files.readAllLines(root.resolve(".markco/address")).get(0);
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/status?summary=1"))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    private void awaitText(String name, String text) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(relay.text("local/p/" + name)).isEqualTo(text));
    }

    @Test
    void moreDirectoriesThanCanBeWatchedAreScanned() throws Exception {
        makeDirectories("more", 2 * LIMIT);
        start();
        awaitText("more11/a", "one\n");
        assertThat(log()).containsOnlyOnce("cannot be watched").contains("fs.inotify.max_user_watches");
        Files.writeString(root.resolve("more11/a.md"), "two\n", StandardOpenOption.APPEND);
        awaitText("more11/a", "one\ntwo\n");
        assertThat(status()).contains("\"inSync\":true", "\"notice\":\"the directory is scanned");
    }

    @Test
    void directoriesThatComeBeyondTheLimitAreScannedToo() throws Exception {
        start();
        awaitText("old2/a", "one\n");
        assertThat(log()).doesNotContain("cannot be watched");
        assertThat(status()).doesNotContain("notice");
        makeDirectories("more", 2 * LIMIT);
        awaitText("more11/a", "one\n");
        await().untilAsserted(() -> assertThat(log()).contains("cannot be watched"));
        Files.writeString(root.resolve("more11/a.md"), "two\n", StandardOpenOption.APPEND);
        awaitText("more11/a", "one\ntwo\n");
    }
}
