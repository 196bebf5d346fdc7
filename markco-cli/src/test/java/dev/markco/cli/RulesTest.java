package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.cli.SourceTree.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The rules of docs/correctness.md beside the tree that names them.
 *
 * <p>A rule is named by an R and one or two digits that stand alone: what touches a letter, a digit, an underscore, or has a
 * dollar sign or a dot before it, is the name of something else ({@code CR1}, {@code R1a}, {@code R128}, {@code Cpu.R8}). There
 * are no exceptions to that, so nothing else may be called like this.
 */
final class RulesTest {
    private static final String PAGE = "docs/correctness.md";
    private static final Pattern NAME = Pattern.compile("(?<![\\w$.])R([0-9]{1,2})(?!\\w)");
    private static final Pattern HEADING = Pattern.compile("^### R([0-9]{1,2}) \\S.*$", Pattern.MULTILINE);
    private static final Pattern ANY_HEADING = Pattern.compile("^#{1,3} .*$", Pattern.MULTILINE);
    /** Begins the paragraph that tells what of a rule is missing. */
    private static final String MISSING = "\n**Not yet:** ";

    private static final String TESTS = "\n**Tests:** ";
    private static final String CODE = "\n**Code:** ";
    /** What stands between backquotes. */
    private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
    /** A class, and perhaps what is in it: a word with a capital first and a small letter somewhere. */
    private static final Pattern CLASS = Pattern.compile("([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)((\\.[A-Za-z0-9]+)*)");

    private static final Pattern FILE = Pattern.compile("[\\w.-]+\\.(java|ts|mjs|js|sql|sh)");

    private static List<Source> sources = List.of();
    private static String page = "";
    /** What the page says below the heading of each rule. */
    private static final Map<Integer, String> rules = new LinkedHashMap<>();

    @BeforeAll
    static void read() {
        sources = SourceTree.all();
        page = SourceTree.read(PAGE).text();
        rules.clear();
        for (MatchResult heading : HEADING.matcher(page).results().toList()) {
            String body = ANY_HEADING.split(page.substring(heading.end()), 2)[0];
            rules.merge(number(heading), body, String::concat);
        }
    }

    private static int number(MatchResult name) {
        return Integer.parseInt(name.group(1));
    }

    private static List<Integer> named(String text) {
        return NAME.matcher(text).results().map(RulesTest::number).toList();
    }

    @Test
    void thereAreSourcesThatNameRules() {
        Map<String, Long> namings = sources.stream()
                .collect(Collectors.groupingBy(
                        source -> source.name().replaceFirst(".*\\.", ""),
                        Collectors.summingLong(source -> named(source.text()).size())));
        assertThat(namings).containsKeys("java", "ts", "mjs", "sql", "md", "sh");
        assertThat(namings.get("java")).isGreaterThan(300);
        assertThat(namings.get("ts")).isGreaterThan(5);
        assertThat(rules).hasSizeGreaterThan(40);
    }

    @ParameterizedTest
    @CsvSource({
        "(R1), 1",
        "R4 R11 a text, 4 11",
        "R42: lacking, 42",
        "R14/R15, 14 15",
        "from R33-R35., 33 35",
        "R1's test, 1",
        "'CR1 R1a R128 x_R2 R3_x', ''",
        "Cpu.R8 $R8, ''",
    })
    void aRuleIsNamedByItsNumberAlone(String text, String numbers) {
        assertThat(named(text).stream().map(String::valueOf).collect(Collectors.joining(" ")))
                .isEqualTo(numbers);
    }

    @Test
    void everyRuleThatIsNamedIsOnThePage() {
        List<String> undefined = new ArrayList<>();
        for (Source source : sources) {
            for (MatchResult name : NAME.matcher(source.text()).results().toList()) {
                if (!rules.containsKey(number(name))) {
                    long line = source.text()
                                    .substring(0, name.start())
                                    .chars()
                                    .filter(c -> c == '\n')
                                    .count()
                            + 1;
                    undefined.add(source.path() + ":" + line + " " + name.group());
                }
            }
        }
        assertThat(undefined).as("rules that %s does not have", PAGE).isEmpty();
    }

    @Test
    void rulesAreNumberedOnceAndWithoutAGap() {
        List<Integer> numbers =
                HEADING.matcher(page).results().map(RulesTest::number).sorted().toList();
        assertThat(numbers)
                .isEqualTo(IntStream.rangeClosed(1, numbers.size()).boxed().toList());
    }

    @Test
    void everyRuleHasATestOrSaysWhatIsMissing() {
        TreeSet<Integer> open = new TreeSet<>(rules.keySet());
        open.removeIf(rule -> part(rule, MISSING) != null);
        sources.stream()
                .filter(RulesTest::proves)
                .map(Source::text)
                .map(RulesTest::named)
                .forEach(open::removeAll);
        assertThat(open)
                .as("rules that no test names, without a paragraph '%s'", MISSING.strip())
                .isEmpty();
    }

    @Test
    void everyRuleSaysWhereItIs() {
        rules.keySet().forEach(rule -> {
            assertThat(rules.get(rule)).as("R%s", rule).contains("\n**Without it:** ", "\n**Rule:** ");
            if (part(rule, MISSING) == null) {
                assertThat(rules.get(rule)).as("R%s", rule).contains(CODE, TESTS);
            }
        });
    }

    @Test
    void testsOfARuleNameIt() {
        List<String> silent = new ArrayList<>();
        rules.keySet().forEach(rule -> {
            String tests = part(rule, TESTS);
            if (tests != null) {
                spans(tests).stream()
                        .filter(test -> sourcesOf(test).stream()
                                .noneMatch(source ->
                                        proves(source) && named(source.text()).contains(rule)))
                        .forEach(test -> silent.add("R" + rule + " " + test));
            }
        });
        assertThat(silent).as("tests of a rule that do not name it").isEmpty();
    }

    @Test
    void whatThePageNamesIsThere() {
        List<String> spans = spans(page).stream()
                .filter(span ->
                        CLASS.matcher(span).matches() || FILE.matcher(span).matches())
                .distinct()
                .toList();
        assertThat(spans).hasSizeGreaterThan(100);
        assertThat(spans.stream().filter(span -> sourcesOf(span).isEmpty()))
                .as("what %s names and the tree does not have", PAGE)
                .isEmpty();
    }

    /** Whether what a source names it may prove; this one only has examples. */
    private static boolean proves(Source source) {
        return source.isTest() && !source.name().equals(RulesTest.class.getSimpleName() + ".java");
    }

    private static List<String> spans(String text) {
        return SPAN.matcher(text).results().map(span -> span.group(1)).toList();
    }

    /** The sources of a class, or of the class that has a member, or those with that name. */
    private static List<Source> sourcesOf(String span) {
        var named = CLASS.matcher(span);
        if (!named.matches() || FILE.matcher(span).matches()) {
            return sources.stream().filter(source -> source.name().equals(span)).toList();
        }
        String file = named.group(1) + ".java";
        return sources.stream()
                .filter(source -> source.name().equals(file) && hasAll(source, named.group(2)))
                .toList();
    }

    private static boolean hasAll(Source source, String members) {
        return Pattern.compile("\\.")
                .splitAsStream(members)
                .filter(member -> !member.isEmpty())
                .allMatch(member -> Pattern.compile("\\b" + member + "\\b")
                        .matcher(source.text())
                        .find());
    }

    /** The paragraph of a rule that begins so; null when it has none. */
    private static @Nullable String part(int rule, String beginning) {
        String body = rules.getOrDefault(rule, "");
        int at = body.indexOf(beginning);
        return at < 0 ? null : body.substring(at + beginning.length()).split("\n\n", 2)[0];
    }
}
