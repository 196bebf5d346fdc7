package dev.markco.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The server has one processor to itself and everything else another, where {@code taskset} can do that. */
final class Pinning {
    private static final String SERVER = "0";
    private static final String REST = "1";

    private final int processors;
    private final boolean possible;

    private Pinning(int processors, boolean possible) {
        this.processors = processors;
        this.possible = possible;
    }

    /** Moves this process, and so what it starts later, to its processor. */
    static Pinning take() throws IOException, InterruptedException {
        int processors = Runtime.getRuntime().availableProcessors();
        boolean possible = processors > 1 && Files.isExecutable(Path.of("/usr/bin/taskset"));
        if (possible) {
            int status = new ProcessBuilder(
                            "taskset",
                            "-a",
                            "-cp",
                            REST,
                            Long.toString(ProcessHandle.current().pid()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start()
                    .waitFor();
            possible = status == 0;
        }
        return new Pinning(processors, possible);
    }

    List<String> server(List<String> command) {
        if (!possible) {
            return command;
        }
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", SERVER));
        pinned.addAll(command);
        return pinned;
    }

    String describe() {
        return processors + " processors, "
                + (possible
                        ? "the server on processor " + SERVER + ", clients and PostgreSQL on processor " + REST
                        : "servers, clients and PostgreSQL on any processor");
    }
}
