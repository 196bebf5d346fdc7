package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.relay.postgres.EmbeddedPostgres;
import dev.markco.relay.postgres.PostgresUrl;
import dev.markco.sync.time.SystemTime;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code markco migrate} and {@code markco migrate status}, on a database that is new and on one that a relay has. */
final class MigrateCommandTest extends WithRelay {
    private static List<String> states(String json) {
        return lines(json).stream()
                .map((JsonNode line) -> line.path("state").asString())
                .distinct()
                .toList();
    }

    private String onNew(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--data-dir=" + temp.resolve("data"));
        MarkcoProcess.Result result = InProcess.run(new byte[0], all.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
        return result.out();
    }

    @Test
    void theStepsOfTheSchemaAreListedTriedAndTaken() {
        EmbeddedPostgres.start(temp.resolve("data/postgres"), EmbeddedPostgres.defaultCache(), SystemTime.named("test"))
                .close();
        assertThat(onNew("migrate", "--dry-run")).contains("would take step 1 ");
        assertThat(onNew("migrate", "--status"))
                .as("a dry run takes nothing")
                .contains("pending")
                .doesNotContain("applied");
        assertThat(onNew("migrate")).contains("took step 1 ");
        assertThat(states(onNew("migrate", "status", "--json"))).containsExactly("applied");
    }

    @Test
    @DisplayName("what only looks makes no database where there is none")
    void whereNothingIs() {
        Path nothing = temp.resolve("nothing");
        for (List<String> looking : List.of(
                List.of("migrate", "status"),
                List.of("migrate", "--dry-run"),
                List.of("doc", "list"),
                List.of("doc", "dump", "local/p/a"),
                List.of("project", "list"),
                List.of("doc", "rm", "--yes", "local/p/a"))) {
            List<String> command = new ArrayList<>(looking);
            command.addAll(List.of("--data-dir", nothing.toString()));
            MarkcoProcess.Result told = InProcess.run(new byte[0], command.toArray(String[]::new));
            assertThat(told.exitCode()).as(told.err()).isEqualTo(ExitCode.NOT_FOUND);
            assertThat(told.err()).contains("no documents are kept in " + nothing, "→ Keep some with");
            assertThat(told.out()).isEmpty();
            assertThat(nothing.resolve("postgres")).doesNotExist();
        }
    }

    @Test
    @DisplayName(
            "what only looks works beside a relay that has the embedded store, and nothing is done behind its back")
    void besideARelay() throws Exception {
        assertThat(states(done("migrate", "status", "--json"))).containsExactly("applied");
        assertThat(done("migrate", "--status")).contains("applied");
        assertThat(done("migrate", "--dry-run")).isEmpty();
        MarkcoProcess.Result nothing = markco("migrate");
        assertThat(nothing.exitCode()).as(nothing.err()).isEqualTo(ExitCode.OK);
        assertThat(nothing.err()).contains("up to date");

        execute("create table kept as select * from markco_schema_history order by installed_rank desc limit 1");
        execute("delete from markco_schema_history where installed_rank in (select installed_rank from kept)");
        try {
            assertThat(states(done("migrate", "status", "--json"))).containsExactly("applied", "pending");
            MarkcoProcess.Result refused = markco("migrate");
            assertThat(refused.exitCode()).isEqualTo(ExitCode.LOCKED);
            assertThat(refused.err()).contains("the schema lacks 1 step", "in use", "→ Stop that relay");
            assertThat(states(done("migrate", "status", "--json"))).containsExactly("applied", "pending");
        } finally {
            execute("insert into markco_schema_history select * from kept");
            execute("drop table kept");
        }
    }

    private static void execute(String sql) throws Exception {
        PostgresUrl url = EmbeddedPostgres.running(data.resolve("postgres")).orElseThrow();
        try (Connection connection = DriverManager.getConnection(url.jdbcUrl(), url.user(), url.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
