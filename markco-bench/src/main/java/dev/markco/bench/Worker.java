package dev.markco.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** A process that measures and ends; its standard error is this one's. */
final class Worker {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Worker() {}

    /** Runs the command and reads the one thing it prints. */
    static Measurement run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException("exit status " + status + " of: " + String.join(" ", command));
            }
            return MAPPER.readValue(printed, Measurement.class);
        } catch (JacksonException unreadable) {
            throw new IOException("no measurement was printed by: " + String.join(" ", command), unreadable);
        } finally {
            process.destroy();
        }
    }
}
