package dev.markco.agent.internal.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.markco.agent.internal.disk.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is ignored, beside the real {@code git check-ignore}. {@code -Dmarkco.seeds=n} tries more rules and trees, {@code
 * -Dmarkco.seed=n} those of one seed.
 */
final class GitIgnoreTest {
    private static final long FIRST = System.nanoTime();
    private static final int SEEDS = Integer.getInteger("markco.seeds", 60);

    @TempDir
    Path directory;

    private Path repository;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void make() throws Exception {
        Path real = directory.toRealPath();
        repository = Files.createDirectories(real.resolve("repository"));
        environment.put("HOME", Files.createDirectories(real.resolve("home")).toString());
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("PATH", System.getenv("PATH"));
        environment.put("LC_ALL", "C.UTF-8");
        git(repository, List.of(), "init", "-q");
    }

    static LongStream seeds() {
        Long one = Long.getLong("markco.seed");
        return one == null ? LongStream.range(FIRST, FIRST + SEEDS) : LongStream.of(one);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("R38 what git ignores is ignored, and nothing else, by whichever of its files")
    void asGitDoes(long seed) throws Exception {
        Random random = new Random(seed);
        Path project = repository.resolve(pick(random, List.of("", "", "a", "a/b", "\u00fc")));
        Files.createDirectories(project);
        List<Path> directories = tree(random, project);
        TreeMap<String, String> rules = new TreeMap<>();
        for (Path at = project; at != null && at.startsWith(repository); at = at.getParent()) {
            if (random.nextInt(2) == 0) {
                write(rules, at.resolve(".gitignore"), rules(random));
            }
        }
        for (Path at : directories) {
            if (random.nextInt(3) == 0) {
                write(rules, at.resolve(".gitignore"), rules(random));
            }
        }
        if (random.nextInt(2) == 0) {
            write(rules, repository.resolve(".git/info/exclude"), rules(random));
        }
        settings(random, rules);
        if (isIgnored(project)) {
            return;
        }
        TreeSet<String> all = new TreeSet<>();
        try (Stream<Path> files = Files.walk(project)) {
            files.filter(file -> !file.equals(project) && !file.toString().contains("/."))
                    .forEach(file -> all.add(FileNames.below(project, file)));
        }
        IgnoreRules ours = new IgnoreRules(project, environment);
        TreeSet<String> ignored = new TreeSet<>(all);
        ignored.removeIf(name -> !ours.isIgnored(name, Files.isDirectory(project.resolve(name))));
        assertThat(ignored)
                .as("-Dmarkco.seed=%d, project %s, rules %s", seed, repository.relativize(project), rules)
                .isEqualTo(checkIgnore(project, all));
    }

    private List<Path> tree(Random random, Path project) throws IOException {
        List<Path> directories = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Path at = project;
            for (int depth = random.nextInt(4); depth > 0; depth--) {
                at = at.resolve(pick(random, List.of("a", "b", "ab", "c d", "\u00fc", "a.md")));
            }
            try {
                Files.createDirectories(at);
                if (!at.equals(project)) {
                    directories.add(at);
                }
                Path file = at.resolve(pick(
                        random,
                        List.of(
                                "x.md",
                                "y.md",
                                "ab.md",
                                "Ab.md",
                                "#x.md",
                                "!x.md",
                                "sp .md",
                                "[x].md",
                                "\u00fc.md",
                                "x*.md",
                                "a",
                                "b",
                                "x-1.md",
                                "end ")));
                if (!Files.exists(file)) {
                    Files.writeString(file, "");
                }
            } catch (IOException e) {
                // A file has that name already.
            }
        }
        return directories;
    }

    /** Says in one of git's ways which file has the user's own rules, or that none has. */
    private void settings(Random random, Map<String, String> rules) throws IOException {
        Path home = Path.of(environment.get("HOME"));
        Path own = home.resolve("own rules");
        write(rules, own, rules(random));
        switch (random.nextInt(8)) {
            case 0 -> write(rules, home.resolve(".config/git/ignore"), rules(random));
            case 1 -> {
                environment.put("XDG_CONFIG_HOME", home.resolve("xdg").toString());
                write(rules, home.resolve("xdg/git/ignore"), rules(random));
            }
            case 2 -> write(rules, home.resolve(".gitconfig"), "[core]\n\texcludesFile = \"~/own rules\"\n");
            case 3 -> write(rules, home.resolve(".config/git/config"), "[Core]\nexcludesfile=" + own + "\n");
            case 4 -> {
                write(rules, home.resolve(".gitconfig"), "[include]\n\tpath = more\n");
                write(rules, home.resolve("more"), "[core]\n\texcludesFile = " + own + "\n");
            }
            case 5 -> {
                write(rules, home.resolve(".gitconfig"), "[core]\n\texcludesFile = ~/own rules\n");
                append(rules, repository.resolve(".git/config"), "[core]\n\texcludesFile = \"\"\n");
            }
            case 6 -> append(rules, repository.resolve(".git/config"), "[core]\n\tignoreCase = true\n");
            default -> append(rules, repository.resolve(".git/config"), "[core]\n\texcludesFile = ../home/own rules\n");
        }
    }

    private static String rules(Random random) {
        StringBuilder rules = new StringBuilder(random.nextInt(10) == 0 ? "\ufeff" : "");
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            rules.append(rule(random)).append(pick(random, List.of("\n", "\n", "\n", "\r\n", "\n\n", "  \n", "\t\n")));
        }
        return random.nextInt(4) == 0 ? rules.toString().stripTrailing() : rules.toString();
    }

    private static String rule(Random random) {
        String rule = part(random);
        for (int more = random.nextInt(3); more > 0; more--) {
            rule += pick(random, List.of("/", "/", "", "/**/")) + part(random);
        }
        return pick(random, List.of("", "", "", "!", "#", "\\!", "\\#"))
                + pick(random, List.of("", "", "/", "**/", "*"))
                + rule
                + pick(random, List.of("", "", "", "/", "/*", "/**", "\\ ", " ", "*"));
    }

    private static String part(Random random) {
        return pick(
                random,
                List.of(
                        "a",
                        "b",
                        "ab",
                        "c d",
                        "\u00fc",
                        "x.md",
                        "y.md",
                        "ab.md",
                        "x",
                        ".md",
                        "*",
                        "?",
                        "**",
                        "*.md",
                        "[ab]",
                        "[!a]",
                        "[^b]*",
                        "[a-c]*",
                        "[[:alpha:]]*",
                        "[[:upper:]]?.md",
                        "\\a",
                        "[]x]*",
                        "[x",
                        "\\[x].md",
                        "a*",
                        "*b",
                        "??",
                        "x*.md",
                        "sp .md",
                        "end\\ ",
                        "***",
                        "[a-",
                        "[[:nope:]]",
                        "A*",
                        "-",
                        "[\\]x]"));
    }

    static Stream<Arguments> parts() {
        return Stream.of(
                arguments("build/\n!build/keep.md\n", "build/keep.md", true),
                arguments("private/*\n!private/keep.md\n", "private/keep.md", false),
                arguments("/notes/**\n", "notes/deep/x.md", true));
    }

    @ParameterizedTest
    @MethodSource("parts")
    @DisplayName("R38 rules of a repository whose root is above the project")
    void rulesFromAbove(String rules, String name, boolean ignored) throws Exception {
        Path project = Files.createDirectories(repository.resolve("docs"));
        Files.writeString(repository.resolve(".gitignore"), rules.replace("/notes", "/docs/notes"));
        assertThat(new IgnoreRules(project, environment).isIgnored(name, false)).isEqualTo(ignored);
    }

    @Test
    @DisplayName("R38 a project in a directory that git ignores is a project all the same")
    void ignoredProject() throws Exception {
        Path project = Files.createDirectories(repository.resolve("docs"));
        Files.writeString(repository.resolve(".gitignore"), "docs/\n*.tmp.md\n");
        IgnoreRules rules = new IgnoreRules(project, environment);
        assertThat(rules.isIgnored("a.md", false)).isFalse();
        assertThat(rules.isIgnored("a.tmp.md", false)).isTrue();
    }

    @Test
    @DisplayName("R38 what .markcoignore says goes before what git's files say")
    void oursOnTop() throws Exception {
        Files.createDirectories(repository.resolve("sub"));
        Files.writeString(repository.resolve(".gitignore"), "drafts/\n");
        Files.writeString(repository.resolve("sub/.gitignore"), "!secret.md\n*.tmp.md\n");
        Files.writeString(repository.resolve(".markcoignore"), "secret.md\n!drafts/\n!keep.tmp.md\n");
        IgnoreRules rules = new IgnoreRules(repository, environment);
        assertThat(rules.isIgnored("sub/secret.md", false)).isTrue();
        assertThat(rules.isIgnored("drafts/a.md", false)).isFalse();
        assertThat(rules.isIgnored("sub/keep.tmp.md", false)).isFalse();
        assertThat(rules.isIgnored("sub/other.tmp.md", false)).isTrue();
    }

    @Test
    @DisplayName("R38 work trees and repositories in the project have the rules of their repository")
    void otherLayouts() throws Exception {
        Files.writeString(repository.resolve("a.md"), "a");
        git(repository, List.of(), "add", "a.md");
        git(repository, List.of(), "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "a");
        Files.writeString(repository.resolve(".git/info/exclude"), "mine.md\n");
        Path other = repository.resolveSibling("other");
        git(repository, List.of(), "worktree", "add", "-q", other.toString());
        assertThat(new IgnoreRules(other, environment).isIgnored("mine.md", false))
                .isTrue();
        assertThat(checkIgnore(other, List.of("mine.md"))).containsExactly("mine.md");

        Path nested = Files.createDirectories(repository.resolve("nested"));
        git(nested, List.of(), "init", "-q");
        Files.writeString(nested.resolve(".git/info/exclude"), "theirs.md\n");
        IgnoreRules rules = new IgnoreRules(repository, environment);
        assertThat(rules.isIgnored("nested/theirs.md", false)).isTrue();
        assertThat(rules.isIgnored("theirs.md", false)).isFalse();
    }

    @Test
    @DisplayName("R38 rules that come from strangers take no time, open no pipe and follow no link")
    void hostileRules() throws Exception {
        Path project = Files.createDirectories(repository.resolve("p"));
        Files.writeString(project.resolve(".gitignore"), "**/a/".repeat(60) + "x\n" + "*a".repeat(60) + "\n");
        Files.createSymbolicLink(
                Files.createDirectories(project.resolve("linked")).resolve(".gitignore"),
                Files.writeString(directory.resolve("elsewhere"), "*\n"));
        Process pipe = new ProcessBuilder("mkfifo", directory.resolve("pipe").toString()).start();
        assertThat(pipe.waitFor()).isZero();
        append(
                new TreeMap<>(),
                repository.resolve(".git/config"),
                "[core]\n\texcludesFile = " + directory.resolve("pipe") + "\n");
        String deep = "a/".repeat(300) + "b";
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            IgnoreRules rules = new IgnoreRules(project, environment);
            assertThat(rules.isIgnored("linked/a.md", false)).isFalse();
            assertThat(rules.isIgnored("y.md", false)).isFalse();
            rules.isIgnored(deep, false);
        });
    }

    @Test
    @DisplayName("R38 rules outside of the project that change are noticed")
    void changes() throws Exception {
        Path project = Files.createDirectories(repository.resolve("p"));
        IgnoreRules rules = new IgnoreRules(project, environment);
        Path home = Path.of(environment.get("HOME"));
        for (Path file : List.of(
                repository.resolve(".gitignore"),
                repository.resolve(".git/info/exclude"),
                home.resolve(".config/git/ignore"),
                home.resolve("own"))) {
            String name = file.getFileName().toString().replace(".", "") + ".md";
            assertThat(rules.areCurrent()).isTrue();
            assertThat(rules.isIgnored(name, false)).isFalse();
            if (file.endsWith("own")) {
                write(new TreeMap<>(), home.resolve(".gitconfig"), "[core]\nexcludesFile = ~/own\n");
                assertThat(rules.areCurrent()).isFalse();
                rules.forget();
                assertThat(rules.areCurrent()).isTrue();
            }
            write(new TreeMap<>(), file, name + "\n");
            assertThat(rules.areCurrent()).as("%s", file).isFalse();
            rules.forget();
            assertThat(rules.isIgnored(name, false)).as("%s", file).isTrue();
        }
    }

    private boolean isIgnored(Path file) throws Exception {
        return !file.equals(repository)
                && !checkIgnore(repository, List.of(FileNames.below(repository, file)))
                        .isEmpty();
    }

    private Set<String> checkIgnore(Path project, Iterable<String> names) throws Exception {
        TreeSet<String> ignored = new TreeSet<>();
        List<String> asked = new ArrayList<>();
        names.forEach(name -> asked.add("./" + name));
        for (String name : git(project, asked, "check-ignore", "--no-index", "-z", "--stdin")
                .split("\0", -1)) {
            if (!name.isEmpty()) {
                ignored.add(name.substring(2));
            }
        }
        return ignored;
    }

    private String git(Path at, List<String> input, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(at.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.redirectError(directory.resolve("said").toFile());
        Process process = builder.start();
        if (!input.isEmpty()) {
            process.getOutputStream().write((String.join("\0", input) + "\0").getBytes(UTF_8));
        }
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor())
                .as(() -> command + ": " + said())
                .isLessThanOrEqualTo(command.contains("check-ignore") ? 1 : 0);
        return output;
    }

    private String said() {
        try {
            return Files.readString(directory.resolve("said"));
        } catch (IOException e) {
            return String.valueOf(e);
        }
    }

    private void write(Map<String, String> rules, Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        rules.put(directory.toRealPath().relativize(file).toString(), text);
    }

    private void append(Map<String, String> rules, Path file, String text) throws IOException {
        write(rules, file, Files.readString(file) + text);
    }

    private static <T> T pick(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
