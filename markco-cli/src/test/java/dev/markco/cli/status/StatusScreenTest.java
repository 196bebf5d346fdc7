package dev.markco.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.cli.status.Overview.AgentState;
import dev.markco.cli.status.Overview.Problem;
import dev.markco.cli.status.Overview.Project;
import dev.markco.cli.status.Overview.RelayState;
import dev.markco.cli.terminal.Palette;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

final class StatusScreenTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

    private static RelayState relay(@Nullable String trouble, int projects, int problems) {
        List<Project> list = new ArrayList<>();
        for (int i = 0; i < projects; i++) {
            list.add(new Project("project-" + i, i + 1, 1_000L * i));
        }
        List<Problem> last = new ArrayList<>();
        for (int i = 0; i < problems; i++) {
            last.add(new Problem("2026-01-02T03:04:05Z", i == 0 ? "ERROR" : "WARN", "problem " + i));
        }
        return new RelayState(
                "1.2.3", "embedded PostgreSQL", trouble, 3_700, 1, 2, 0, 0, 42, List.of(0L, 1L, 8L), list, last);
    }

    private static Overview overview(@Nullable RelayState relay, @Nullable AgentState agent) {
        return new Overview(AT, "http://127.0.0.1:3005", relay, agent);
    }

    private static String drawn(Overview overview, int width, int height) {
        return String.join("\n", StatusScreen.of(overview, Palette.PLAIN, width, height));
    }

    @Test
    void allIsWell() {
        Overview overview = overview(
                relay(null, 2, 0), new AgentState("/home/ada/notes", true, false, 7, 0, 0, 0, "http://x", null));
        assertThat(overview.isWell()).isTrue();
        assertThat(drawn(overview, 80, 24)).isEqualTo("""
                        relay     http://127.0.0.1:3005  markco 1.2.3  up 1 h 1 min
                        database  embedded PostgreSQL, answers
                        in flight 2 documents in memory, 1 connection
                        edits     ·▁█  8/s, 42 in all
                        agent     /home/ada/notes
                                  7 in sync
                        projects  project-0                                  1 document         0 B
                                  project-1                                  2 documents     1.0 kB""");
    }

    @Test
    void whatIsWrongIsSaid() {
        Overview overview = overview(
                relay("PostgreSQL does not answer", 0, 2),
                new AgentState("/p", false, false, 1, 2, 1, 3, "http://x", "half of the files are gone"));
        assertThat(overview.isWell()).isFalse();
        assertThat(drawn(overview, 80, 24))
                .contains(
                        "database  PostgreSQL does not answer",
                        "1 in sync, 2 on their way, 1 conflict, 3 ignored",
                        "not connected to http://x",
                        "half of the files are gone",
                        "projects  none yet",
                        "problems  2026-01-02T03:04:05Z  problem 0");
        assertThat(drawn(overview(null, null), 80, 24)).isEqualTo("relay     does not answer at http://127.0.0.1:3005");
        assertThat(drawn(new Overview(AT, null, null, null), 80, 24)).isEqualTo("relay     none runs here");
    }

    @ParameterizedTest
    @CsvSource({"80, 24", "40, 10", "20, 5", "200, 60", "80, 3"})
    void itFitsTheTerminal(int width, int height) {
        Overview overview = overview(relay("a long story ".repeat(30), 500, 20), null);
        List<String> lines = StatusScreen.of(overview, Palette.PLAIN, width, height);
        assertThat(lines).hasSizeLessThanOrEqualTo(height);
        assertThat(lines)
                .allSatisfy(line ->
                        assertThat(line.codePointCount(0, line.length())).isLessThanOrEqualTo(width));
        if (height == 60) {
            assertThat(String.join("\n", lines)).contains("problem 0", " more");
        }
    }

    @Test
    void whatOthersWroteMovesNoCursor() {
        RelayState hostile = OverviewReader.relay(
                JsonMapper.shared()
                        .readTree("{\"problems\":[{\"at\":\"x\",\"level\":\"WARN\",\"message\":\"\\u001b[2Jgone\"}]}"),
                JsonMapper.shared().readTree("{\"status\":\"ok\"}"),
                JsonMapper.shared().readTree("{\"projects\":{\"\\u001b[31m\":{\"documents\":[{\"byteSize\":1}]}}}"));
        assertThat(drawn(overview(hostile, null), 80, 24))
                .doesNotContain("\u001b")
                .contains("[2Jgone");
    }

    @ParameterizedTest
    @CsvSource({"999, 999 B", "1000, 1.0 kB", "999949, 999.9 kB", "999999, 1.0 MB", "5000000000000, 5.0 TB"})
    void sizes(long bytes, String shown) {
        assertThat(StatusScreen.bytes(bytes)).isEqualTo(shown);
    }
}
