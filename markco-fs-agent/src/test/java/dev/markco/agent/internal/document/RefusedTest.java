package dev.markco.agent.internal.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.agent.DocumentStatus;
import dev.markco.agent.MemoryRelay;
import dev.markco.agent.internal.disk.FaultPoints;
import dev.markco.agent.internal.disk.SystemRenames;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A document that the relay does not let us into. */
final class RefusedTest {
    private static final String KEY = OneDocument.KEY;

    @TempDir
    Path root;

    @Test
    @DisplayName(
            "R20 one that was refused since it was in the trash comes when it was restored, though all else is as before")
    void restored() throws Exception {
        try (MemoryRelay relay = new MemoryRelay()) {
            relay.put(KEY, "one\n");
            String id = relay.id(KEY);
            relay.trash(KEY);
            try (OneDocument one = OneDocument.open(root, FaultPoints.NONE, SystemRenames.ofSystem(), relay)) {
                await().atMost(Duration.ofSeconds(60)).until(() -> stateOf(one) == DocumentStatus.State.IGNORED);
                assertThat(relay.restore(id)).isEqualTo(200);
                one.connected();
                // Sooner than the relay closes a connection that nothing is open on, which would have it ask again,
                // too.
                await().atMost(Duration.ofSeconds(6))
                        .untilAsserted(() -> assertThat(root.resolve("a.md")).hasContent("one\n"));
            }
        }
    }

    private static DocumentStatus.State stateOf(OneDocument one) {
        return one.document().view().status(null).state();
    }
}
