package dev.markco.bench.load;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A server that is measured, in the protocol that it is measured with. */
enum Contender {
    MARKCO("markco", Dialect.Y_WEBSOCKET, true),
    Y_WEBSOCKET("y-websocket, not persisting", Dialect.Y_WEBSOCKET, false),
    MARKCO_HOCUSPOCUS("markco, Hocuspocus framing", Dialect.HOCUSPOCUS, true),
    HOCUSPOCUS("Hocuspocus", Dialect.HOCUSPOCUS, true);

    final String title;
    final Dialect dialect;
    /** Whether it keeps documents in PostgreSQL. */
    final boolean persists;

    Contender(String title, Dialect dialect, boolean persists) {
        this.title = title;
        this.dialect = dialect;
        this.persists = persists;
    }

    boolean isMarkco() {
        return this == MARKCO || this == MARKCO_HOCUSPOCUS;
    }

    /** The command that serves on a loopback port, from the root of a checkout. */
    List<String> command(int port, Path directory) {
        String number = Integer.toString(port);
        return switch (this) {
            case MARKCO, MARKCO_HOCUSPOCUS ->
                List.of(
                        "./markco",
                        "relay",
                        "serve",
                        "--port",
                        number,
                        "--local-user",
                        "--data-dir",
                        directory.toString(),
                        "--doc-cleanup-delay",
                        "100");
            case Y_WEBSOCKET -> List.of("node", "--expose-gc", "interop/bench/y-websocket-server.mjs", number);
            case HOCUSPOCUS -> List.of("node", "--expose-gc", "interop/bench/hocuspocus-server.mjs", number);
        };
    }

    /** Its environment beside this process's own. */
    Map<String, String> environment(@Nullable String databaseUrl) {
        return databaseUrl == null ? Map.of() : Map.of("DATABASE_URL", databaseUrl);
    }
}
