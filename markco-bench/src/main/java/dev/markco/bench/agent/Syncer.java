package dev.markco.bench.agent;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** A program that keeps a directory and its documents equal. */
enum Syncer {
    MARKCO("markco"),
    CHOKIDAR("chokidar script");

    final String title;

    Syncer(String title) {
        this.title = title;
    }

    /** The name on the command line. */
    String argument() {
        return title.split(" ", -1)[0];
    }

    /** The command that starts it, from the root of a checkout; the port is for those that serve one. */
    List<String> command(Path project, URI relay, int port) {
        return switch (this) {
            case MARKCO ->
                List.of(
                        "./markco",
                        "agent",
                        "--project",
                        project.toString(),
                        "--name",
                        RelayProcess.PROJECT,
                        "--relay",
                        relay.toString(),
                        "--port",
                        Integer.toString(port));
            case CHOKIDAR ->
                List.of(
                        "node",
                        "--expose-gc",
                        "interop/bench/chokidar-syncer.mjs",
                        project.toString(),
                        "ws://" + relay.getAuthority() + "/sync",
                        "local/" + RelayProcess.PROJECT);
        };
    }
}
