package dev.markco.relay.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.markco.relay.postgres.PostgresUrl;
import dev.markco.sync.time.Time;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool of connections to one PostgreSQL database.
 *
 * <p>Thread-safe. Opening it connects to nothing yet; see {@link #awaitReachable}. Every connection reads committed data
 * and commits to disk before it says so, whatever the server's defaults are.
 */
public final class Database implements AutoCloseable {
    /** How many connections are open at most; work beyond that waits. */
    public static final int DEFAULT_CONNECTIONS = 10;

    /** How long anyone waits for a connection from the pool. */
    public static final Duration DEFAULT_WAIT = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(Database.class);

    private static final Duration RETRY = Duration.ofMillis(500);
    private static final String SAFE_COMMITS =
            "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'";

    private final PostgresUrl url;
    private final HikariDataSource pool;
    private final Time time;

    private Database(PostgresUrl url, HikariDataSource pool, Time time) {
        this.url = url;
        this.time = time;
        this.pool = pool;
    }

    /** A pool of connections, none of which is made before it is needed. */
    public static Database open(PostgresUrl url, Time time) {
        return open(url, DEFAULT_CONNECTIONS, DEFAULT_WAIT, time);
    }

    /** As {@link #open(PostgresUrl, Time)}, with another size, and another wait (at least 250 ms) for a connection. */
    public static Database open(PostgresUrl url, int connections, Duration wait, Time time) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("markco");
        config.setJdbcUrl(url.jdbcUrl());
        config.setDataSourceProperties(properties(url));
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(Math.min(2, connections));
        config.setConnectionTimeout(wait.toMillis());
        config.setValidationTimeout(Math.min(wait.toMillis(), 3_000));
        config.setKeepaliveTime(Duration.ofMinutes(2).toMillis());
        config.setInitializationFailTimeout(-1);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setConnectionInitSql(SAFE_COMMITS);
        return new Database(url, new HikariDataSource(config), time);
    }

    /** The driver's properties: the URL's own, and bounds where it sets none, so that a dead network ends in an error. */
    private static Properties properties(PostgresUrl url) {
        Properties properties = login(url);
        properties.putIfAbsent("ApplicationName", "markco-relay");
        properties.putIfAbsent("connectTimeout", "10");
        properties.putIfAbsent("loginTimeout", "10");
        properties.putIfAbsent("socketTimeout", "60");
        properties.putIfAbsent("tcpKeepAlive", "true");
        // The details of a refused row are people's words, which do not belong into our log.
        properties.putIfAbsent("logServerErrorDetail", "false");
        return properties;
    }

    private static Properties login(PostgresUrl url) {
        Properties properties = new Properties();
        url.properties().forEach(properties::setProperty);
        properties.setProperty("user", url.user());
        if (url.password() != null) {
            properties.setProperty("password", url.password());
        }
        return properties;
    }

    Connection connection() throws SQLException {
        return pool.getConnection();
    }

    /** A connection beside the pool, for who keeps it long; the caller closes it. */
    Connection ownConnection() throws SQLException {
        return DriverManager.getConnection(url.jdbcUrl(), properties(url));
    }

    /** One connection broke, so others probably did: none that is open now is handed out again. */
    void distrustConnections() {
        HikariPoolMXBean open = pool.getHikariPoolMXBean();
        if (open != null) {
            open.softEvictConnections();
        }
    }

    /** What tries of work on it are spread over. */
    Time time() {
        return time;
    }

    /** Where the database is, without the password. */
    public PostgresUrl url() {
        return url;
    }

    /**
     * Waits until the database can be used, at most {@code limit}.
     *
     * @throws DatabaseUnavailableException when it cannot by then, or at once when the login is refused or there is no
     *     such database, which waiting does not mend
     */
    public void awaitReachable(Duration limit) {
        long deadline = time.nanos() + limit.toNanos();
        boolean told = false;
        while (true) {
            try (Connection connection = DriverManager.getConnection(url.jdbcUrl(), properties(url))) {
                if (connection.isValid(5)) {
                    return;
                }
                throw new SQLException("the server answers no query", "08006");
            } catch (SQLException e) {
                if (SqlErrors.isHopeless(e)) {
                    throw unreachable(e, "check the user, password and database name of DATABASE_URL");
                }
                if (time.nanos() - deadline >= 0) {
                    throw unreachable(e, "start PostgreSQL or correct DATABASE_URL; --db-wait sets how long to wait");
                }
                if (!told) {
                    log.warn("waiting for PostgreSQL at {}: {}", url, SqlErrors.rootMessage(e));
                    told = true;
                }
            }
            try {
                time.sleep(RETRY);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DatabaseUnavailableException("the wait for PostgreSQL was interrupted", "start again", e);
            }
        }
    }

    private DatabaseUnavailableException unreachable(SQLException e, String hint) {
        return new DatabaseUnavailableException(
                "PostgreSQL at " + url + " cannot be used: " + SqlErrors.rootMessage(e), hint, e);
    }

    /** Whether a query is answered now; takes at most {@code limit} beyond the wait for a pooled connection. */
    public boolean isReachable(Duration limit) {
        try (Connection connection = pool.getConnection()) {
            return connection.isValid(Math.toIntExact(Math.max(1, limit.toSeconds())));
        } catch (SQLException e) {
            log.debug("PostgreSQL at {} is not reachable", url, e);
            return false;
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
