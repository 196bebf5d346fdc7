package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.agent.Agent;
import dev.markco.agent.AgentConfig;
import dev.markco.relay.postgres.EmbeddedPostgres;
import dev.markco.sync.time.SystemTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A document that another system made in the relay's table and that has nothing. */
final class EmptyRowTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private EmbeddedPostgres postgres;
    private ModelRelay relay;

    @BeforeEach
    void start() throws Exception {
        postgres = EmbeddedPostgres.start(
                directory.resolve("postgres"),
                Path.of("target", "postgres-cache").toAbsolutePath(),
                SystemTime.named("test"));
        relay = ModelRelay.start(postgres.url(), "empty_row", Files.createDirectory(directory.resolve("relay")), false);
    }

    @AfterEach
    void stop() {
        relay.close();
        postgres.close();
    }

    @Test
    @DisplayName("R3 R22 it gets what its file has, though it is there already")
    void getsTheFile() throws Exception {
        relay.execute(
                "insert into users (id) values ('00000000-0000-0000-0000-000000000000') on conflict do nothing",
                "insert into documents (user_id, project, doc_path, content_text, updated_at)"
                        + " values ('00000000-0000-0000-0000-000000000000', 'model', 'a', '', '2020-01-01')");
        Path project = Files.createDirectory(directory.resolve("p"));
        Files.writeString(project.resolve("a.md"), "one\n");
        AgentConfig config = AgentConfig.of(project)
                .relayUrl("ws://127.0.0.1:" + relay.port())
                .name(ModelRelay.PROJECT)
                .port(0)
                .build();
        try (Agent agent = new Agent(config)) {
            agent.start();
            assertThat(agent.awaitInSync(PATIENCE))
                    .as(() -> "" + agent.status())
                    .isTrue();
            await().atMost(PATIENCE).until(() -> "one\n".equals(relay.stored("a")));
            assertThat(project.resolve("a.md")).hasContent("one\n");
        }
    }
}
