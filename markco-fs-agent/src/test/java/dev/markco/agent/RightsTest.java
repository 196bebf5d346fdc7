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
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents that may not do everything, or see names in another way: as processes of their own. Linux. */
final class RightsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Takes from the superuser what goes beyond the rights of files. */
    private static final List<String> BOUND = List.of(
            "setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search");

    @TempDir
    Path root;

    private MemoryRelay relay;
    private @Nullable AgentProcess agent;

    @BeforeEach
    void open() throws Exception {
        relay = new MemoryRelay();
    }

    @AfterEach
    void end() throws Exception {
        if (agent != null) {
            agent.kill();
        }
        relay.close();
        for (String name : List.of("locked", "closed")) {
            if (Files.exists(root.resolve(name))) {
                mode(name, "rwxr-xr-x");
            }
        }
    }

    @Test
    @DisplayName(
            "R13 a directory that may not be changed, or not be listed, is named once with the reason, until it may")
    void directories() throws Exception {
        List<String> bound = "root".equals(System.getProperty("user.name")) ? BOUND : List.of();
        assumeTrue(bound.isEmpty() || isPossible(bound), "capabilities can be given up");
        for (String name : List.of("a", "locked/b", "closed/c")) {
            write(name + ".md", "one\n");
        }
        mode("locked", "r-xr-xr-x");
        mode("closed", "---------");
        agent = AgentProcess.startBehind(bound, Map.of(), root, relay.url());
        awaitText("locked/b", "one\n");
        relay.edit("local/p/locked/b", doc -> doc.getText("content").insert(0, "typed\n"));
        relay.put("local/p/locked/new", "new\n");
        await().atMost(PATIENCE).untilAsserted(() -> {
            String status = status();
            assertThat(status)
                    .contains("\"closed\"", "it cannot be listed: the rights of the file or of its directory");
            assertThat(status).containsPattern("locked/b\"[^}]*ignored[^}]*(Permission denied|the rights)");
            assertThat(status).containsPattern("locked/new\"[^}]*ignored[^}]*(Permission denied|the rights)");
        });
        relay.edit("local/p/a", doc -> doc.getText("content").insert(0, "typed\n"));
        awaitFile("a.md", "typed\none\n");
        assertThat(log()).containsOnlyOnce("'closed' is left alone").containsOnlyOnce("'locked/b.md' is not written");

        mode("locked", "rwxr-xr-x");
        mode("closed", "rwxr-xr-x");
        awaitFile("locked/b.md", "typed\none\n");
        awaitFile("locked/new.md", "new\n");
        awaitText("closed/c", "one\n");
        write("closed/d.md", "watched again\n");
        awaitText("closed/d", "watched again\n");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(status()).doesNotContain("ignored\",\"why"));
    }

    @Test
    @DisplayName(
            "where names are in another encoding, files and documents that have none are named, and the others go on")
    void otherNames() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"));
        write("a.md", "one\n");
        write("\u00fcber.md", "here\n");
        write("d\u00fc/b.md", "below\n");
        relay.put("local/p/\u00e9t\u00e9", "there\n");
        agent = AgentProcess.startBehind(List.of(), Map.of("LC_ALL", "C", "LANG", "C"), root, relay.url());
        awaitText("a", "one\n");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(status())
                        .contains("\u00e9t\u00e9", "characters that no file's name can have here")
                        .containsPattern("is not ANSI\\S* text"));
        Files.writeString(root.resolve("\u00fcber.md"), "changed\n");
        Files.writeString(root.resolve("\u00fc2.md"), "another\n");
        relay.edit("local/p/a", doc -> doc.getText("content").insert(0, "typed\n"));
        awaitFile("a.md", "typed\none\n");
        write("z.md", "last\n");
        awaitText("z", "last\n");
        assertThat(log()).doesNotContain("should not happen", " ERROR ", "InvalidPathException");
        assertThat(relay.text("local/p/\u00e9t\u00e9")).isEqualTo("there\n");
    }

    private static boolean isPossible(List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(
                            Stream.concat(command.stream(), Stream.of("true")).toList())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private void mode(String name, String mode) throws IOException {
        Files.setPosixFilePermissions(root.resolve(name), PosixFilePermissions.fromString(mode));
    }

    private String log() throws IOException {
        return Files.readString(root.resolve(".agent.log"));
    }

    private String status() throws IOException, InterruptedException {
        String address = Files.readAllLines(root.resolve(".markco/address")).get(0);
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(address + "/status")).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
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
}
