package dev.markco.agent.internal.use;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A program that needs a terminal, and somebody in front of it. {@code terminal.py} says what can be done. */
final class Terminal implements Closeable {
    private final Process process;
    private final BufferedReader answers;

    Terminal(Programs programs, Path scratch, List<String> program) throws IOException {
        Programs.assumeInstalled(program.get(0));
        Path driver = scratch.resolve("terminal.py");
        try (InputStream in = Objects.requireNonNull(Terminal.class.getResourceAsStream("terminal.py"))) {
            Files.write(driver, in.readAllBytes());
        }
        List<String> command = new ArrayList<>(List.of("python3", driver.toString()));
        command.addAll(program);
        process = programs.start(command);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Does one thing, and waits until it is done. */
    void step(String step) throws IOException {
        process.getOutputStream().write((step + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        assertThat(answers.readLine()).as(step).isEqualTo("done");
    }

    /** Ends the program, too: its terminal goes away. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.destroy();
    }
}
