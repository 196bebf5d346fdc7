package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.cli.SourceTree.Source;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Keeps docs/threads.md true: its threads are those that relay and agent have, and its locks are there. */
final class ThreadsTest {
    private static final String PAGE = SourceTree.read("docs/threads.md").text();
    private static final List<Source> SOURCES = SourceTree.all().stream()
            .filter(source -> source.path().matches("markco-(relay|fs-agent)/src/main/.*\\.java"))
            .toList();
    /** A name that a thread is given: by what makes threads, to Jetty's pool, or as the constant of the agent's timer. */
    private static final Pattern NAMED = Pattern.compile(
            "(?:Threads\\.named|[^a-zA-Z.]daemon|setName)\\(\"([a-z-]+)\"|new Thread\\([^;]*?, \"([a-z-]+)\"\\)"
                    + "|String TIMER = \"([a-z-]+)\"");

    private static final Pattern THREAD_ROW =
            Pattern.compile("^\\| `([a-z-]+?)(?:-n)?` \\| [^|]+ \\| [^|]+ \\| [^|]+ \\|$", Pattern.MULTILINE);
    private static final Pattern LOCK_ROW = Pattern.compile("^\\| `([A-Z]\\w+)\\.(\\w+)`", Pattern.MULTILINE);

    @Test
    void theThreadsOfThePageAreThoseOfTheCode() {
        Set<String> named = new TreeSet<>();
        for (Source source : SOURCES) {
            Matcher name = NAMED.matcher(source.text());
            while (name.find()) {
                for (int group = 1; group <= name.groupCount(); group++) {
                    if (name.group(group) != null) {
                        named.add(name.group(group));
                    }
                }
            }
        }
        Set<String> told = THREAD_ROW
                .matcher(PAGE)
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(told).isEqualTo(named).hasSizeGreaterThan(10);
    }

    @Test
    void theLocksOfThePageAreInTheCode() {
        List<String> locks = LOCK_ROW.matcher(PAGE)
                .results()
                .map(row -> row.group(1) + "." + row.group(2))
                .toList();
        assertThat(locks).hasSizeGreaterThan(8).allSatisfy(lock -> {
            String type = lock.substring(0, lock.indexOf('.'));
            String field = lock.substring(lock.indexOf('.') + 1);
            assertThat(SourceTree.all())
                    .anyMatch(source -> source.name().equals(type + ".java")
                            && !source.isTest()
                            && source.text().contains(" " + field + " = new "));
        });
    }
}
