package dev.markco.relay.store;

import dev.markco.relay.postgres.PostgresUrl;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.output.MigrateResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schema's steps from whatever a database holds to what this version needs.
 *
 * <p>A database in which another service has made {@code users} or {@code documents} is adopted: rows stay, missing
 * columns, indexes and tables are added beside them. What was done is recorded in a table of our own name, so that it
 * never mixes with another service's migrations. Running at once on several relays is safe: PostgreSQL serialises them.
 */
public final class Migrations {
    static final String HISTORY_TABLE = "markco_schema_history";

    /** The number of the advisory lock that whoever migrates holds, ours by being arbitrary. */
    private static final long LOCK = 0x6d61726b636fL;

    private static final Logger log = LoggerFactory.getLogger(Migrations.class);

    private final PostgresUrl url;
    private final Flyway flyway;

    public Migrations(PostgresUrl url) {
        this.url = url;
        Map<String, String> properties = new HashMap<>(url.properties());
        properties.putIfAbsent("ApplicationName", "markco-migrate");
        this.flyway = Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(url.jdbcUrl(), url.user(), url.password())
                .jdbcProperties(properties)
                .locations("classpath:db/migration")
                .table(HISTORY_TABLE)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .baselineDescription("what another service made")
                .validateMigrationNaming(true)
                .cleanDisabled(true)
                .loggers("slf4j")
                .load();
    }

    /**
     * One step of the schema.
     *
     * @param state {@code applied}, {@code pending}, or Flyway's word for anything unusual
     */
    public record Step(String version, String description, String state) {}

    /** Every step in order, with whether it has been taken. Changes nothing. */
    public List<Step> status() {
        return attempt(() -> Arrays.stream(info().all())
                .filter(step -> step.getVersion() != null
                        && !step.getVersion().getVersion().equals("0"))
                .map(Migrations::step)
                .toList());
    }

    /** The steps that {@link #migrate} would take now. Changes nothing. */
    public List<Step> dryRun() {
        return attempt(
                () -> Arrays.stream(info().pending()).map(Migrations::step).toList());
    }

    /** Takes the steps that are missing, each in a transaction; returns those that were taken. */
    public List<Step> migrate() {
        return alone(() -> {
            List<Step> pending = dryRun();
            MigrateResult result = attempt(flyway::migrate);
            if (result.migrationsExecuted > 0) {
                log.info("migrated the schema of {} ({} steps)", url, result.migrationsExecuted);
            }
            return pending;
        });
    }

    /** Runs work while no other relay migrates: two that adopt one database at once would trip over each other. */
    private <T> T alone(Supplier<T> work) {
        try (Connection connection = flyway.getConfiguration().getDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_lock(" + LOCK + ")");
            return work.get();
        } catch (SQLException e) {
            throw SqlErrors.wrap("migrating " + url, e);
        }
    }

    private MigrationInfoService info() {
        return flyway.info();
    }

    private static Step step(MigrationInfo info) {
        String state = info.getState().isApplied() && !info.getState().isFailed()
                ? "applied"
                : info.getState().name().equals("PENDING")
                        ? "pending"
                        : info.getState().getDisplayName();
        return new Step(String.valueOf(info.getVersion()), info.getDescription(), state);
    }

    private <T> T attempt(Supplier<T> work) {
        try {
            return work.get();
        } catch (FlywayException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLException sql) {
                    throw SqlErrors.wrap("migrating " + url, sql);
                }
            }
            throw new StoreException("migrating " + url + " failed: " + e.getMessage(), e);
        }
    }
}
