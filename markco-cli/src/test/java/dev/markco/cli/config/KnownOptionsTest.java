package dev.markco.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is written down of the commands' options is what they have. */
final class KnownOptionsTest {
    @Test
    void theListIsThatOfTheCommands() throws IOException {
        KnownOptions wanted = KnownOptions.of(Main.commandLine());
        if (Boolean.getBoolean("markco.update")) {
            Files.writeString(
                    Path.of("src", "main", "resources", "dev", "markco", "cli", "config", KnownOptions.FILE),
                    wanted.text());
            return;
        }
        assertThat(KnownOptions.shipped().text())
                .as("%s is stale; CONTRIBUTING.md says how it is written", KnownOptions.FILE)
                .isEqualTo(wanted.text());
    }
}
