package dev.markco.agent.internal.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of patterns and of names that nearly match them, beside the real git in one call. {@code -Dmarkco.seed=n} tries those
 * of one seed, {@code -Dmarkco.wildmatch=n} so many patterns.
 */
final class WildmatchTest {
    private static final int PATTERNS = Integer.getInteger("markco.wildmatch", 1_500);
    private static final int NAMES = 8;
    private static final List<String> PARTS = List.of(
            "a",
            "b",
            "A",
            "ab",
            "md",
            ".",
            "*",
            "**",
            "?",
            "/",
            "/",
            "\\a",
            "\\*",
            "\\\\",
            "\\[",
            "[ab]",
            "[!a]",
            "[^a]",
            "[a-c]",
            "[c-a]",
            "[]a]",
            "[!]]",
            "[a-]",
            "[-a]",
            "[\\]a]",
            "[[:alpha:]]",
            "[[:digit:]-]",
            "[[:upper:]]",
            "[[:space:]]",
            "[[:nope:]]",
            "[a",
            "[",
            "]",
            "!",
            "#",
            "-",
            "\u00fc",
            "[\u00fc]",
            " ",
            "**/",
            "/**",
            "***",
            "0");
    private static final List<String> LETTERS = List.of(
            "a", "b", "c", "A", "B", "0", "-", "]", "[", "*", "\\", "!", "#", "\u00fc", ".", "md", "/", "^", " ");

    @TempDir
    Path directory;

    private record Case(int number, String pattern, List<String> names) {}

    @Test
    @DisplayName("R38 patterns mean what they mean to git")
    void asGitDoes() throws Exception {
        long seed = Long.getLong("markco.seed", System.nanoTime());
        Random random = new Random(seed);
        Path repository = directory.toRealPath();
        Map<String, String> environment = Map.of(
                "HOME",
                repository.toString(),
                "GIT_CONFIG_NOSYSTEM",
                "1",
                "PATH",
                System.getenv("PATH"),
                "LC_ALL",
                "C.UTF-8");
        assertThat(git(repository, environment, "", "init", "-q")).isEmpty();
        List<Case> cases = new ArrayList<>();
        for (int number = 0; number < PATTERNS; number++) {
            Case one = new Case(number, pattern(random), new ArrayList<>());
            for (int i = 0; i < NAMES; i++) {
                one.names().add("d" + number + "/" + name(random, one.pattern()));
            }
            Path place = Files.createDirectory(repository.resolve("d" + number));
            Files.writeString(place.resolve(".gitignore"), one.pattern() + "\n");
            cases.add(one);
        }
        Map<String, Boolean> theirs = checkIgnore(repository, environment, cases);
        IgnoreRules ours = new IgnoreRules(repository, environment);
        for (Case one : cases) {
            for (String name : one.names()) {
                assertThat(ours.isIgnored(name, false))
                        .as("-Dmarkco.seed=%d: pattern '%s', name '%s'", seed, one.pattern(), name)
                        .isEqualTo(theirs.get(name));
            }
        }
        assertThat(theirs).containsValues(true, false);
    }

    private static String pattern(Random random) {
        StringBuilder pattern = new StringBuilder();
        for (int parts = 1 + random.nextInt(5); parts > 0; parts--) {
            pattern.append(pick(random, PARTS));
        }
        return pattern.toString();
    }

    /** What the pattern says, with something in the place of its wildcards, and sometimes one more change. */
    private static String name(Random random, String pattern) {
        StringBuilder name = new StringBuilder();
        for (int at = 0; at < pattern.length(); at++) {
            char c = pattern.charAt(at);
            int end = pattern.indexOf(']', at + 2);
            if (c == '*' || c == '?') {
                for (int letters = c == '?' ? 1 : random.nextInt(3); letters > 0; letters--) {
                    name.append(pick(random, LETTERS));
                }
            } else if (c == '[' && end > 0 && random.nextInt(4) > 0) {
                name.append(random.nextBoolean() ? pick(random, LETTERS) : pattern.charAt(at + 1));
                at = end;
            } else if (c != '\\' || random.nextInt(4) == 0) {
                name.append(c);
            }
        }
        if (random.nextInt(3) == 0) {
            name.insert(random.nextInt(name.length() + 1), pick(random, LETTERS));
        }
        if (random.nextInt(4) == 0) {
            name.append('/').append(pick(random, LETTERS));
        }
        // Names as file systems have them: no empty parts, no dots alone.
        List<String> parts = new ArrayList<>();
        for (String part : name.toString().split("/", -1)) {
            if (!part.isEmpty() && !part.startsWith(".")) {
                parts.add(part);
            }
        }
        return parts.isEmpty() ? "a" : String.join("/", parts);
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static Map<String, Boolean> checkIgnore(Path repository, Map<String, String> environment, List<Case> cases)
            throws Exception {
        StringBuilder input = new StringBuilder();
        cases.forEach(one -> one.names().forEach(name -> input.append(name).append('\0')));
        String[] told = git(
                        repository,
                        environment,
                        input.toString(),
                        "check-ignore",
                        "--no-index",
                        "--stdin",
                        "-z",
                        "-v",
                        "-n")
                .split("\0", -1);
        Map<String, Boolean> ignored = new TreeMap<>();
        for (int at = 0; at + 3 < told.length; at += 4) {
            // Source, line, pattern, name.
            ignored.put(told[at + 3], !told[at + 2].isEmpty() && !told[at + 2].startsWith("!"));
        }
        return ignored;
    }

    private static String git(Path at, Map<String, String> environment, String input, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Path output = at.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(at.toFile())
                .redirectErrorStream(false)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(UTF_8));
        }
        assertThat(process.waitFor()).isIn(0, 1);
        return Files.readString(output);
    }
}
