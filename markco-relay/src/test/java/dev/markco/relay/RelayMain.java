package dev.markco.relay;

import dev.markco.relay.http.ConnectionLimits;
import dev.markco.relay.identity.IdentityConfig;
import dev.markco.relay.postgres.PostgresUrl;
import dev.markco.relay.postgres.TestPostgres;
import dev.markco.relay.store.StoreException;
import dev.markco.sync.room.RoomLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A relay as a process of its own, to be killed: prints where it listens, and ends like {@code markco relay serve} does.
 * It also ends when its standard input does, so that none outlives the test that started it.
 */
final class RelayMain {
    /** The variable with the database's address, which holds a password and so is no argument. */
    static final String DATABASE = "RELAY_TEST_DATABASE";

    static final String LISTENS = "listens at ";
    static final int UNREACHABLE = 5;
    static final int UNSAVED = 3;

    private static final Duration STOP = Duration.ofSeconds(2);

    private RelayMain() {}

    /** Arguments: data directory, cache directory, port, seconds to wait for PostgreSQL. */
    public static void main(String[] arguments) throws IOException {
        RelayConfig config = new RelayConfig(
                "127.0.0.1",
                Integer.parseInt(arguments[2]),
                IdentityConfig.localOnly(),
                Duration.ofMillis(200),
                Duration.ofSeconds(1),
                RoomLimits.DEFAULT,
                ConnectionLimits.DEFAULT);
        StorageConfig storage = new StorageConfig(
                PostgresUrl.parse(System.getenv(DATABASE)),
                Path.of(arguments[0]),
                Path.of(arguments[1]),
                Duration.ofSeconds(Long.parseLong(arguments[3])));
        Relay relay;
        try {
            relay = Relay.start(config, storage);
        } catch (StoreException e) {
            say("does not start: " + e.getMessage());
            Runtime.getRuntime().halt(UNREACHABLE);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            boolean saved = relay.stop(STOP);
            Runtime.getRuntime().halt(saved ? 0 : UNSAVED);
        }));
        say(LISTENS + relay.uri());
        while (System.in.read() >= 0) {
            // nothing is expected but the end
        }
        System.exit(1); // or, when it is stopping already, what that comes to
    }

    @SuppressWarnings("SystemOut") // what the test reads
    private static void say(String line) {
        System.out.println(line);
    }

    /** The address in full, password included. */
    static String withPassword(PostgresUrl url) {
        return url.jdbcUrl()
                .substring("jdbc:".length())
                .replace("://", "://" + url.user() + ":" + url.password() + "@");
    }

    static Path cache() {
        return TestPostgres.cache();
    }
}
