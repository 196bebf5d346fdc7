package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.cli.config.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Where a database's URL is found, which may hold a password, and that nobody reads it elsewhere. */
final class DatabaseUrlTest {
    private static final String PASSWORD = "hunter2secret";

    @TempDir
    Path temp;

    @BeforeEach
    void writeFile() throws Exception {
        Files.writeString(temp.resolve("url"), "postgresql://u:" + PASSWORD + "@file/x\nnot this line\n");
        Files.createDirectories(temp.resolve("config/markco"));
    }

    private CommandLine commandLine(Map<String, String> environment, String config) throws Exception {
        Files.writeString(temp.resolve("config/markco/config.toml"), config.replace("TEMP", temp.toString()));
        java.util.HashMap<String, String> all = new java.util.HashMap<>(environment);
        all.put("XDG_CONFIG_HOME", temp.resolve("config").toString());
        return Main.commandLine(Settings.load(List.of(), all, temp, temp));
    }

    /** Splits at every space but those within quotes, which go. */
    private List<String> words(String line) {
        return line.isEmpty()
                ? List.of()
                : List.of(line.replace("TEMP", temp.toString()).split(" ", -1)).stream()
                        .map(word -> word.replace('+', ' '))
                        .toList();
    }

    @ParameterizedTest(name = "{0} | {1} | {2} → {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | '' | '' | ",
                "--database-url=postgresql://flag/x | MARKCO_DATABASE_URL_FILE=TEMP/url | '' | flag",
                "--database-url-file=TEMP/url | DATABASE_URL=postgresql://environment/x | '' | file",
                "--database-url-command=echo+postgresql://command/x | DATABASE_URL=postgresql://environment/x | '' | command",
                "'' | DATABASE_URL=postgresql://environment/x | database-url-file = 'TEMP/url' | environment",
                "'' | DATABASE_URL_FILE=TEMP/url | database-url = 'postgresql://user/x' | file",
                "'' | MARKCO_DATABASE_URL_COMMAND=echo+postgresql://command/x | database-url = 'postgresql://user/x' | command",
                "'' | '' | database-url-command = 'echo postgresql://command/x; echo another' | command",
                "--database-url=postgresql://flag/x --database-url-file=TEMP/url | '' | '' | flag",
            })
    void theBestPlaceCounts(String line, String environment, String config, @Nullable String host) throws Exception {
        Map<String, String> variables = environment.isEmpty()
                ? Map.of()
                : Map.of(
                        environment.substring(0, environment.indexOf('=')),
                        words(environment.substring(environment.indexOf('=') + 1))
                                .get(0));
        for (String command : List.of("migrate", "doc list")) {
            CommandLine commandLine = commandLine(variables, config);
            List<String> arguments = new java.util.ArrayList<>(words(command));
            arguments.addAll(words(line));
            CommandLine.ParseResult parsed = commandLine.parseArgs(arguments.toArray(String[]::new));
            while (parsed.hasSubcommand()) {
                parsed = parsed.subcommand();
            }
            StorageOptions storage = parsed.commandSpec().userObject() instanceof DocListCommand list
                    ? list.relay.storage
                    : ((MigrateCommand) parsed.commandSpec().userObject()).storage;
            assertThat(storage.isEmbedded()).isEqualTo(host == null);
            if (host != null) {
                assertThat(Objects.requireNonNull(storage.storage().database()).jdbcUrl())
                        .startsWith("jdbc:postgresql://" + host + ":5432/");
            }
        }
    }

    private String said(CommandLine commandLine, int exitCode, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        assertThat(commandLine.execute(arguments)).as(err.toString()).isEqualTo(exitCode);
        return out.toString() + err;
    }

    @Test
    @DisplayName("neither settings nor errors say it, but they say where it is from")
    void itIsNeverEchoed() throws Exception {
        String url = "postgresql://u:" + PASSWORD + "@127.0.0.1:1/x";
        CommandLine set = commandLine(Map.of("DATABASE_URL", url), "database-url = '" + url + "'\n");
        assertThat(said(set, ExitCode.OK, "config", "show", "migrate"))
                .contains("database-url (set, not shown)", "DATABASE_URL")
                .doesNotContain(PASSWORD);
        assertThat(said(set, ExitCode.OK, "config", "show", "--json")).doesNotContain(PASSWORD);
        assertThat(said(set, ExitCode.UNREACHABLE, "migrate", "--db-wait", "0", "-vv"))
                .contains("127.0.0.1:1")
                .doesNotContain(PASSWORD);
        CommandLine file = commandLine(Map.of(), "database-url-file = 'TEMP/url'\n");
        assertThat(said(file, ExitCode.OK, "config", "show", "migrate"))
                .contains("database-url-file", temp.resolve("url").toString())
                .doesNotContain(PASSWORD);
        Files.writeString(temp.resolve("url"), "mysql://u:" + PASSWORD + "@host/x\n");
        assertThat(said(file, ExitCode.USAGE, "migrate")).contains("→").doesNotContain(PASSWORD);
    }

    @ParameterizedTest(name = "{0}: {1}, {2}")
    @CsvSource({
        "--database-url-file=TEMP/nothing, 6, there is no file",
        "--database-url-file=/dev/null, 2, gives no database URL",
        "--database-url-command=false, 1, ended with 1",
        "--database-url-command=true, 2, gives no database URL",
    })
    void whatGivesNoneIsTold(String option, int exitCode, String text) throws Exception {
        assertThat(said(
                        commandLine(Map.of(), ""),
                        exitCode,
                        "migrate",
                        words(option).get(0)))
                .contains(text);
    }
}
