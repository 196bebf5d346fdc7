package dev.markco.relay.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How PostgreSQL's programs are started on this machine.
 *
 * <p>They refuse to run as uid 0. As root they run in a user namespace of their own ({@code unshare -U}), where the same
 * uid looks like nobody; files stay root's.
 *
 * <p>The server gets a session of its own ({@code setsid}), so that Ctrl-C in the terminal reaches us and not it: we still
 * have text to save then. Where there is util-linux, the kernel stops it when we are gone ({@code setpriv --pdeathsig}),
 * and it is our direct child. Elsewhere {@code pg_ctl} starts it, and it outlives a kill -9 of ours until the next start.
 *
 * @param asNobody what stands before any program; empty unless root
 * @param bound what stands before a server that is to be our direct child; empty where that cannot be had
 */
record Launch(List<String> asNobody, List<String> bound) {
    private static final Duration PROBE = Duration.ofSeconds(10);
    private static final Path NOWHERE = Path.of("/dev/null");

    static Launch probe(Platform platform, Path scratch) throws IOException, InterruptedException {
        List<String> asNobody = isRoot(scratch) ? List.of("unshare", "-U") : List.of();
        if (!asNobody.isEmpty() && !works(asNobody)) {
            throw new EmbeddedPostgresException(
                    "PostgreSQL does not run as root, and this system does not let us drop root (unshare -U fails)",
                    "run markco as an ordinary user (with Docker: --user 1000), "
                            + EmbeddedPostgresException.USE_ANOTHER);
        }
        List<String> bound = new ArrayList<>(List.of("setsid"));
        bound.addAll(asNobody);
        bound.addAll(List.of("setpriv", "--pdeathsig", "INT"));
        return new Launch(asNobody, platform.isLinux() && works(bound) ? List.copyOf(bound) : List.of());
    }

    private static boolean works(List<String> prefix) throws InterruptedException {
        List<String> command = new ArrayList<>(prefix);
        command.add("true");
        try {
            return Command.run(PROBE, NOWHERE, command).succeeded();
        } catch (IOException e) {
            return false; // no such program
        }
    }

    private static boolean isRoot(Path scratch) throws IOException, InterruptedException {
        Files.deleteIfExists(scratch);
        Command id = Command.run(PROBE, scratch, List.of("id", "-u"));
        Files.delete(scratch);
        return id.succeeded() && id.output().equals("0");
    }

    List<String> program(Path program, String... arguments) {
        return command(asNobody, program, arguments);
    }

    boolean isBound() {
        return !bound.isEmpty();
    }

    List<String> server(Path program, String... arguments) {
        return command(bound, program, arguments);
    }

    private static List<String> command(List<String> prefix, Path program, String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(program.toString());
        command.addAll(List.of(arguments));
        return command;
    }
}
