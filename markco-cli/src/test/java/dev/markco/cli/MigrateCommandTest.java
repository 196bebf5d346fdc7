package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code markco migrate} and {@code markco migrate status}, on a database that is new. */
final class MigrateCommandTest {
    @TempDir
    Path data;

    private String done(String... arguments) {
        MarkcoProcess.Result result = MarkcoProcess.run(
                "",
                Map.of(),
                Stream.concat(Stream.of(arguments), Stream.of("--data-dir=" + data))
                        .toArray(String[]::new));
        assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
        return result.out();
    }

    private static List<String> states(String json) {
        return WithRelay.lines(json).stream()
                .map((JsonNode line) -> line.path("state").asString())
                .distinct()
                .toList();
    }

    @Test
    void theStepsOfTheSchemaAreListedTriedAndTaken() {
        assertThat(done("migrate", "--dry-run")).contains("would take step 1 ");
        assertThat(done("migrate", "--status"))
                .as("a dry run takes nothing")
                .contains("pending")
                .doesNotContain("applied");
        assertThat(done("migrate")).contains("took step 1 ");
        assertThat(states(done("migrate", "status", "--json"))).containsExactly("applied");
    }
}
