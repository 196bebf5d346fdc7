package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.markco.cli.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Which directories may join which projects unasked. */
final class JoinCheckTest {
    private static final String USER = "6f1c0a3e-2f43-4d53-8f2c-0d3f5f0d9a11";

    @TempDir
    Path temp;

    private Path directory;
    private Joins joins;

    @BeforeEach
    void makeDirectories() throws IOException {
        directory = Files.createDirectory(temp.resolve("clone"));
        Files.createDirectories(temp.resolve("home/.config/markco"));
        joins = new Joins(temp.resolve("joined"));
    }

    /**
     * A check of a command line in which {@code NAME=value} are variables, and {@code user:} and {@code project:} lines of the
     * files of settings.
     */
    private JoinCheck check(String words) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("agent", "--project", directory.toString()));
        Map<String, String> environment = new HashMap<>();
        StringBuilder user = new StringBuilder();
        StringBuilder project = new StringBuilder();
        for (String word : words.isEmpty() ? new String[0] : words.split(" +", -1)) {
            if (word.startsWith("user:") || word.startsWith("project:")) {
                int colon = word.indexOf(':');
                String line = word.substring(colon + 1);
                (word.startsWith("user:") ? user : project)
                        .append(line.replaceFirst("=", "=\""))
                        .append(line.contains("=") ? "\"\n" : "\n");
            } else if (word.startsWith("--")) {
                arguments.addAll(List.of(word.split("=", 2)));
            } else {
                environment.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
            }
        }
        Path home = temp.resolve("home");
        Files.writeString(home.resolve(".config/markco/config.toml"), user);
        Path file = directory.resolve(".markco.toml");
        Files.deleteIfExists(file);
        if (!project.isEmpty()) {
            Files.writeString(file, project);
        }
        Settings settings = Settings.load(arguments, environment, home, temp);
        CommandSpec agent = CommandSpec.create().name("agent");
        for (String option : List.of("--project", "--relay", "--user", "--name")) {
            agent.addOption(OptionSpec.builder(option).type(String.class).build());
        }
        CommandLine root = new CommandLine(CommandSpec.create().name("markco").addSubcommand("agent", agent));
        root.setDefaultValueProvider(settings);
        root.parseArgs(arguments.toArray(String[]::new));
        return new JoinCheck(directory, joins, JoinCheck.claims(agent, directory), settings.projectFile() != null);
    }

    private @Nullable Throwable start(String words, boolean there) throws IOException {
        JoinCheck check = check(words);
        return catchThrowable(() -> {
            check.requireConfirmed();
            check.requireNew(() -> there);
            check.remember();
        });
    }

    @ParameterizedTest(name = "{0}, there: {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                // A project's file says what nobody else does.
                "project:name=private | false | --name",
                "project:name=private | true | --name",
                "project:[agent] project:name=private | false | --name",
                "project:name=private --relay=http://a | false | --name",
                "project:relay=http://evil | false | --relay",
                "project:relay=http://evil --name=clone | false | --relay",
                "project:user=" + USER + " | false | --user",
                "project:relay=http://evil project:name=private --name=mine | false | --relay",
                "project:name=private user:name=other | false | --name",
                "project:relay=http://evil user:relay=http://mine | false | --relay",
                // The user says it himself.
                "project:name=private --name=mine | true | -",
                "project:name=private MARKCO_NAME=mine | true | -",
                "project:name=private --name=private | true | -",
                "project:name=private user:name=private | true | -",
                "project:relay=http://a --relay=http://b --name=x | true | -",
                "project:relay=http://a SYNC_RELAY_URL=http://b --name=x | true | -",
                "project:relay=ws://a user:relay=http://a/ --name=x | true | -",
                "project:user=" + USER + " CLOUD_USER_ID=" + USER + " --name=x | true | -",
                // It says what would be so without it, or nothing of this: that starts a project, and joins none.
                "project:name=clone | false | -",
                "project:name=clone | true | there",
                "project:user=local | false | -",
                "project:user=local | true | there",
                "project:port=5000 | false | -",
                "project:port=5000 | true | there",
                // There is no such file.
                "'' | true | -",
                "--name=private --relay=http://a | true | -",
                "user:name=private user:relay=http://a | true | -",
            })
    @DisplayName("R38 a project's file alone lets its directory join nothing")
    void whatNeedsAWord(String words, boolean there, String refused) throws Exception {
        Throwable refusal = start(words, there);
        if (refused.equals("-")) {
            assertThat(refusal).isNull();
            assertThat(start(words, true)).as("remembered").isNull();
            return;
        }
        assertThat(refusal)
                .isInstanceOfSatisfying(CliException.class, e -> {
                    assertThat(e.exitCode()).isEqualTo(ExitCode.NOT_PERMITTED);
                    assertThat(e.hint()).contains("markco agent join --project " + directory);
                    assertThat(e.hint()).contains(refused.equals("there") ? "--name" : refused);
                })
                .hasMessageContaining(refused.equals("there") ? "already" : ".markco.toml:");
        assertThat(start(words, there)).as("a refusal is none the less one").isNotNull();
        check(words).confirm();
        assertThat(start(words, true)).as("confirmed").isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "project:name=private | project:name=other",
                "project:name=private | project:name=private project:relay=http://evil",
                "project:relay=http://a | project:relay=http://a.evil",
                "project:user=" + USER + " | project:user=6f1c0a3e-2f43-4d53-8f2c-0d3f5f0d9a12",
                "--name=mine | project:name=private",
            })
    @DisplayName("R38 what was confirmed, or said, for a directory lets it join nothing else that its file says later")
    void nothingElse(String confirmed, String later) throws Exception {
        check(confirmed).confirm();
        assertThat(start(confirmed, true)).isNull();
        assertThat(start(later, false)).isInstanceOf(CliException.class);
        assertThat(start(confirmed, true)).isNull();
    }

    @Test
    @DisplayName("R38 a word for a directory that somebody else wrote, or that is of another user, says nothing")
    void wordsOfOthers() throws Exception {
        String words = "project:name=private";
        check(words).confirm();
        assertThat(new Joins(temp.resolve("of somebody else")).of(directory)).isNull();
        Path note = directory.resolve(".markco/joined");
        for (String word : List.of(
                "", "0".repeat(32), "../../x", "a/../" + Files.readString(note).strip())) {
            Files.writeString(note, word);
            assertThat(start(words, false)).as(word).isInstanceOf(CliException.class);
        }
    }

    @Test
    @DisplayName("R38 what was confirmed goes along when a directory is moved, and is nobody else's to read")
    void moved() throws Exception {
        check("project:name=private").confirm();
        directory = Files.move(directory, temp.resolve("elsewhere"));
        assertThat(start("project:name=private", true)).isNull();
        assertThat(joins.of(directory)).containsEntry("name", Set.of("private"));
        assertThat(directory.resolve(".markco/.gitignore")).hasContent("*");
        try (Stream<Path> all = Files.walk(directory.resolve(".markco"))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                assertThat(file).content().doesNotContain("private");
            }
        }
    }

    @Test
    @DisplayName("R38 to remember it writes nowhere else, wherever a link in the directory leads")
    void links() throws Exception {
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Files.createSymbolicLink(directory.resolve(".markco"), outside);
        assertThat(catchThrowable(() -> check("project:name=private").confirm()))
                .isInstanceOf(IOException.class);
        Files.delete(directory.resolve(".markco"));
        Files.createDirectory(directory.resolve(".markco"));
        for (String name : List.of(".gitignore", "joined")) {
            Files.createSymbolicLink(directory.resolve(".markco").resolve(name), outside.resolve(name));
        }
        check("project:name=private").confirm();
        assertThat(outside).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({"/home/me/notes,/home/me/notes", "/a b,'''/a b'''", "/a;rm,'''/a;rm'''", "~x,'''~x'''", "/été,/été"})
    void whatIsToBeTypedCanBePasted(String path, String word) {
        assertThat(ShellWord.of(path)).isEqualTo(word);
        assertThat(ShellWord.of("it's")).isEqualTo("'it'\\''s'");
    }
}
