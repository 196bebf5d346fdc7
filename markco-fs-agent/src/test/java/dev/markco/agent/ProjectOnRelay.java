package dev.markco.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of a whole project have in common: its directory, a relay, and the agents of it. */
abstract class ProjectOnRelay {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    /** The project's directory. */
    Path root;

    MemoryRelay relay;
    final RunningAgents agents = new RunningAgents(() -> relay.url());

    @BeforeEach
    void open() throws Exception {
        root = Files.createDirectory(directory.resolve("p"));
        relay = new MemoryRelay();
    }

    @AfterEach
    void close() throws Exception {
        agents.close();
        relay.close();
    }

    /** Runs a command in the project's directory. */
    void shell(String command) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).isZero();
    }
}
