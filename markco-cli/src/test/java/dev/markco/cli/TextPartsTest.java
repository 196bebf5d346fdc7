package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.cli.terminal.Palette;
import dev.markco.sync.text.TextDiff;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Diffs, lines of changes, and the names of snapshots. */
final class TextPartsTest {
    private static UnifiedDiff diff(String from, String to) {
        return UnifiedDiff.of("a", from, "b", to);
    }

    @Test
    void diffsReadLikeThoseOfDiff() {
        String before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";
        String after = "1\n2\n3\n4\nfünf\n6\n7\n8\n9\n10";
        assertThat(diff(before, after).format(1, Palette.PLAIN)).isEqualTo("""
                        --- a
                        +++ b
                        @@ -4,3 +4,3 @@
                         4
                        -5
                        +fünf
                         6
                        @@ -9,2 +9,2 @@
                         9
                        -10
                        +10
                        \\ No newline at end of file
                        """);
        assertThat(diff(before, after).added()).isEqualTo(2);
        assertThat(diff(before, before).isEqual()).isTrue();
        assertThat(diff(before, before).format(3, Palette.PLAIN)).isEmpty();
        assertThat(diff("", "").isEqual()).isTrue();
        assertThat(diff("", "x").toJson().toString()).isEqualTo("""
                {"from":"a","to":"b","equal":false,"added":1,"removed":0,"changes":[{"fromLine":1,"toLine":1,\
                "removed":[],"added":["x"]}]}""");
    }

    @ParameterizedTest
    @CsvSource({
        "a|, a|b|, 'line 2  +2 -0  \"b\\n\"'",
        "a|b|c|, a|c|, line 2  +0 -2",
        "a|, '', line 1  +0 -2",
        "a|b|c|d|, x|b|c|y|, 'line 1  +2 -2 in 2 places  \"x\"'",
        "'', '\u001b[31mred', 'line 1  +8 -0  \"\uFFFD[31mred\"'",
    })
    void changesAreLines(String before, String after, String expected) {
        String old = before.replace("|", "\n");
        String now = after.replace("|", "\n");
        TextChange change =
                new TextChange(Instant.parse("2026-11-28T01:02:03.456Z"), TextDiff.between(old, now), old, now);
        assertThat(change.toLine()).isEqualTo("2026-11-28T01:02:03Z  " + expected);
    }

    @Test
    void longTextsAreCutAtCodePoints() {
        String now = "🌍".repeat(60);
        TextChange change = new TextChange(Instant.EPOCH, TextDiff.between("", now), "", now);
        assertThat(change.toLine()).endsWith("\"" + "🌍".repeat(50) + "…\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "01-index.md | 01-index.yjs 01-index.md.yjs home__u__p__01-index.yjs home__u__p__01-index.md.yjs",
                "a/b c.qmd | a__b c.yjs a__b c.qmd.yjs home__u__p__a__b c.yjs home__u__p__a__b c.qmd.yjs",
                "__x.md | x.yjs x.md.yjs home__u__p____x.yjs home__u__p____x.md.yjs",
            })
    void snapshotsAreNamedLikeMrmdSyncDoes(String file, String names) {
        assertThat(SnapshotNames.in(Path.of("/home/u/p"), file).stream().collect(Collectors.joining(" ")))
                .isEqualTo(names);
    }

    @Test
    void snapshotsLieWhereMrmdSyncPutsThem() {
        // printf %s /home/u/p | sha256sum | cut -c1-12
        assertThat(SnapshotNames.directories(Path.of("/home/u/p"), Path.of("/tmp")))
                .containsExactly(Path.of("/home/u/p/.mrmd-sync"), Path.of("/tmp/mrmd-sync-60ad706fe533"));
        assertThat(SnapshotNames.beside("a/b.qmd")).containsExactly("a/b.yjs", "a/b.qmd.yjs");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-28T18:21:23.366956Z, 2026-11-28T18:21:23Z",
        "2026-11-28T18:21:00Z, 2026-11-28T18:21:00Z",
        "'', ''"
    })
    void timesAreShownToTheSecond(String time, String shown) {
        assertThat(Moment.of(time)).isEqualTo(shown);
    }
}
