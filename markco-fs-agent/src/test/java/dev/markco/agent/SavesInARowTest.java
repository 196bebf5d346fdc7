package dev.markco.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A script that puts one line after another into a file, so fast that the file does not come to rest in between: only its first
 * save was made on what was there before what others wrote, and each later one on the one before.
 */
@EnabledOnOs(OS.LINUX)
final class SavesInARowTest extends ProjectOnRelay {
    private static final String KEY = "local/p/a";
    /** Longer than the agent waits for a file to come to rest. */
    private static final long ROW = TimeUnit.MILLISECONDS.toNanos(1_500);

    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(60);

    private final WordCount words = new WordCount();

    /** In the second round a script that does as before counts as one that replaces what came, where that may be so. */
    @ParameterizedTest
    @CsvSource({"300, false", "300, true", "10, false"})
    @DisplayName("R33 saves in a row, the first of which was made on an older content, run nothing over; however often")
    void onAnOlderContent(int cameMeanwhile, boolean readByOthers) throws Exception {
        Path file = Files.writeString(root.resolve("a.md"), "start.\n");
        agents.start(root);
        for (int round = 0; round < 2; round++) {
            type(file, 10);
            String text = Files.readString(file);
            type(file, cameMeanwhile);
            if (readByOthers) {
                // As an indexer does.
                assertThat(Files.readAllBytes(file)).isNotEmpty();
            }
            long end = System.nanoTime() + ROW;
            while (System.nanoTime() - end < 0) {
                Files.writeString(file, text + words.next("B") + "\n");
                LockSupport.parkNanos(PAUSE);
                text = Files.readString(file);
            }
            awaitAll(file);
        }
    }

    private void type(Path file, int lines) {
        for (int i = 0; i < lines; i++) {
            String word = words.next("A");
            relay.edit(
                    KEY,
                    doc -> doc.getText("content").insert(doc.getText("content").length(), word + "\n"));
        }
        // Without a look into the file, which would be a reader's.
        await().atMost(PATIENCE).until(() -> Files.size(file) == relay.text(KEY).getBytes(UTF_8).length);
    }

    private void awaitAll(Path file) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            String text = relay.text(KEY);
            assertThat(words.wrongIn(text)).isEmpty();
            assertThat(file).hasContent(text);
        });
    }
}
