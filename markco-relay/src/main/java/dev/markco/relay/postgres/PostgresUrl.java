package dev.markco.relay.postgres;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The address of a PostgreSQL database, with what is needed to log in.
 *
 * <p>Immutable. The password is handed out by {@link #password()} alone: {@link #toString()}, {@link #jdbcUrl()} and
 * every error leave it out, and so do the {@link #properties()} that are shown anywhere.
 */
public final class PostgresUrl {
    static final int DEFAULT_PORT = 5432;

    private final List<HostPort> hosts;
    private final String database;
    private final String user;
    private final @Nullable String password;
    private final Map<String, String> properties;

    PostgresUrl(
            List<HostPort> hosts,
            String database,
            String user,
            @Nullable String password,
            Map<String, String> properties) {
        this.hosts = List.copyOf(hosts);
        this.database = database;
        this.user = user;
        this.password = password;
        this.properties = Map.copyOf(properties);
    }

    /** One server of the list that is tried in order. */
    record HostPort(String host, int port) {
        @Override
        public String toString() {
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /**
     * Reads a libpq URI ({@code postgres://} or {@code postgresql://}, several hosts and query parameters included) or
     * a JDBC URL ({@code jdbc:postgresql:}).
     *
     * @throws InvalidDatabaseUrlException saying what is wrong with it, never repeating it
     */
    public static PostgresUrl parse(String url) {
        String trimmed = url.strip();
        if (trimmed.isEmpty()) {
            throw new InvalidDatabaseUrlException(
                    "is empty", "unset DATABASE_URL to use the embedded PostgreSQL, or " + LibpqUri.EXAMPLE);
        }
        if (trimmed.startsWith("jdbc:")) {
            return JdbcUrl.parse(trimmed);
        }
        return LibpqUri.parse(trimmed);
    }

    /** The JDBC URL without user, password or properties. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + hostList() + "/" + PercentCode.encode(database);
    }

    public String user() {
        return user;
    }

    /** The password; null where the server is to let us in without one, or the driver finds it in {@code .pgpass}. */
    public @Nullable String password() {
        return password;
    }

    public String database() {
        return database;
    }

    /** Further properties by the names that the PostgreSQL JDBC driver gives them, {@code sslmode} for one. */
    public Map<String, String> properties() {
        return properties;
    }

    /** The same server and login, another database. */
    public PostgresUrl withDatabase(String other) {
        return new PostgresUrl(hosts, other, user, password, properties);
    }

    private String hostList() {
        return hosts.stream().map(HostPort::toString).collect(Collectors.joining(","));
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof PostgresUrl other
                && hosts.equals(other.hosts)
                && database.equals(other.database)
                && user.equals(other.user)
                && Objects.equals(password, other.password)
                && properties.equals(other.properties);
    }

    @Override
    public int hashCode() {
        return Objects.hash(hosts, database, user, password, properties);
    }

    /** The address for logs and messages, without the password: {@code postgresql://user@host:5432/database}. */
    @Override
    public String toString() {
        String ssl = properties.containsKey("sslmode") ? "?sslmode=" + properties.get("sslmode") : "";
        return "postgresql://" + PercentCode.encode(user) + "@" + hostList() + "/" + PercentCode.encode(database) + ssl;
    }

    /** What a URL that was split into its parts still lacks is filled in as libpq does: user of the system, same database. */
    static PostgresUrl withDefaults(
            List<HostPort> hosts,
            @Nullable String database,
            @Nullable String user,
            @Nullable String password,
            Map<String, String> properties) {
        String login = user == null || user.isEmpty() ? System.getProperty("user.name") : user;
        return new PostgresUrl(
                hosts.isEmpty() ? List.of(new HostPort("localhost", DEFAULT_PORT)) : hosts,
                database == null || database.isEmpty() ? login : database,
                login,
                password,
                new LinkedHashMap<>(properties));
    }

    static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw badPort(text);
        }
        throw badPort(text);
    }

    private static InvalidDatabaseUrlException badPort(String text) {
        boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        // What stands where the port should be may be the rest of a password with an unescaped '@', ':' or '/'.
        return new InvalidDatabaseUrlException(
                digits
                        ? "has the port " + text + ", which is not within 1 to 65535"
                        : "has a port that is not a number",
                "write the port as digits after the host (5432 is the usual one); in a password, '@', ':', '/' and '%'"
                        + " must be percent-encoded (%40, %3A, %2F, %25)");
    }
}
