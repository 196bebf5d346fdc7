package dev.markco.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The real git, without the settings of whoever runs the tests. */
public final class GitCommand {
    private GitCommand() {}

    /** Runs a command that has to succeed; returns what it says. */
    public static String run(Path directory, String... arguments) throws Exception {
        Process process = start(directory, arguments);
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(() -> String.join(" ", arguments) + ": " + said)
                .isZero();
        return said;
    }

    static Process start(Path directory, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("git", "-c", "protocol.file.allow=always"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        // There is nothing in it that git takes for settings.
        NoSettings.in(builder, directory);
        builder.environment()
                .putAll(Map.of(
                        "GIT_AUTHOR_NAME", "a",
                        "GIT_AUTHOR_EMAIL", "a@example.org",
                        "GIT_COMMITTER_NAME", "a",
                        "GIT_COMMITTER_EMAIL", "a@example.org"));
        return builder.start();
    }
}
