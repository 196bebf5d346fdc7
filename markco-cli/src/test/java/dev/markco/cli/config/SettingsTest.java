package dev.markco.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.markco.cli.config.Setting.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Which value counts, and what a file may say. */
final class SettingsTest {
    @TempDir
    Path temp;

    private final CommandLine root = commands();
    private Path home;
    private Path project;

    private static CommandLine commands() {
        CommandSpec agent = command(
                "agent", "--project", "--relay", "--port", "--allowed-origin", "--token", "--token-command", "--yes");
        CommandSpec group = CommandSpec.create().name("relay").addSubcommand("serve", command("serve", "--port"));
        CommandSpec doc = CommandSpec.create().name("doc").addSubcommand("list", command("list", "--relay"));
        return new CommandLine(CommandSpec.create()
                .name("markco")
                .addSubcommand("agent", agent)
                .addSubcommand("relay", group)
                .addSubcommand("doc", doc));
    }

    private static CommandSpec command(String name, String... options) {
        CommandSpec command = CommandSpec.create().name(name);
        for (String option : options) {
            command.addOption(OptionSpec.builder(option).type(String.class).build());
        }
        return command;
    }

    @BeforeEach
    void makeDirectories() throws IOException {
        home = temp.resolve("home");
        Files.createDirectories(home.resolve(".config/markco"));
        project = Files.createDirectories(temp.resolve("project"));
    }

    private void user(String text) throws IOException {
        Files.writeString(home.resolve(".config/markco/config.toml"), text);
    }

    private void project(String text) throws IOException {
        Files.writeString(project.resolve(".markco.toml"), text);
    }

    private Settings settings(Map<String, String> environment) {
        return Settings.load(List.of(), environment, home, project);
    }

    private Optional<Setting> find(Settings settings, String command, String option) {
        ParseResult parsed = root.parseArgs(command.split(" ", -1));
        while (parsed.hasSubcommand()) {
            parsed = parsed.subcommand();
        }
        return settings.find(parsed.commandSpec().findOption(option));
    }

    private Optional<String> value(Settings settings, String command, String option) {
        return find(settings, command, option).map(Setting::value);
    }

    @Test
    void theEnvironmentBeatsTheProjectWhichBeatsTheUser() throws Exception {
        user("relay = \"http://user\"\nport = 1\n[agent]\nport = 2\n");
        project("relay = \"http://project\"\n");
        Map<String, String> environment = Map.of("SYNC_RELAY_URL", "http://environment", "PORT", "9");
        assertThat(find(settings(environment), "agent", "--relay"))
                .contains(new Setting("http://environment", Source.ENVIRONMENT, "SYNC_RELAY_URL"));
        assertThat(find(settings(Map.of()), "agent", "--relay"))
                .contains(new Setting("http://project", Source.PROJECT, project.resolve(".markco.toml") + ":1"));
        assertThat(value(settings(environment), "agent", "--port"))
                .as("a table beats what is for all, and PORT is the relay's")
                .contains("2");
        assertThat(value(settings(environment), "relay serve", "--port")).contains("9");
        assertThat(value(settings(Map.of()), "relay serve", "--port")).contains("1");
        Files.delete(project.resolve(".markco.toml"));
        assertThat(find(settings(Map.of()), "doc list", "--relay"))
                .contains(new Setting("http://user", Source.USER, home.resolve(".config/markco/config.toml") + ":1"));
    }

    @Test
    void anEmptyRelayInTheEnvironmentMeansNone() throws Exception {
        user("relay = \"http://user\"\n");
        assertThat(value(settings(Map.of("SYNC_RELAY_URL", "")), "agent", "--relay"))
                .contains("");
        assertThat(value(settings(Map.of("MARKCO_RELAY", "")), "agent", "--relay"))
                .contains("http://user");
    }

    @Test
    void listsAreSpelledAsOptionsAre() throws Exception {
        user("[agent]\nallowed-origin = [\"https://a\", \"https://b\"]\n");
        assertThat(value(settings(Map.of()), "agent", "--allowed-origin")).contains("https://a,https://b");
    }

    @Test
    void theProjectIsTheOneNamedOrTheOneAround() throws Exception {
        project("port = 7\n");
        Path below = Files.createDirectories(project.resolve("a/b"));
        Settings around = Settings.load(List.of("agent"), Map.of(), home, below);
        assertThat(value(around, "agent", "--port")).contains("7");
        assertThat(value(around, "agent", "--project")).contains(project.toString());
        Settings named = Settings.load(List.of("agent", "--project", project.toString()), Map.of(), home, temp);
        assertThat(value(named, "agent", "--port")).contains("7");
        Settings other = Settings.load(List.of("agent", "--project=" + home), Map.of(), home, below);
        assertThat(value(other, "agent", "--port")).isEmpty();
        assertThat(Settings.load(List.of("agent"), Map.of(), home, temp).projectFile())
                .isNull();
    }

    @ParameterizedTest(name = "{0}: {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "user | relai = 'x' | :1: there is no setting 'relai'",
                "user | [agent]~prot = 1 | :2: there is no setting 'prot'",
                "user | [agnet]~port = 1 | no command for the table [agnet]",
                "user | [serve]~relay = 'x' | :2: there is no setting 'relay'",
                "user | port = 1.5 | :1: 'port' is neither",
                "user | port = | :1:",
                "user | yes = true | there is no setting 'yes'",
                "user | token = 'secret' | there is no setting 'token'",
                "user | project = '/x' | there is no setting 'project'",
                "project | token-command = 'rm -rf' | a project's file may not say 'token-command'",
                "project | [agent]~token-command = 'rm -rf' | a project's file may not say 'token-command'",
            })
    void whatAFileMayNotSay(String which, String text, String told) throws Exception {
        String content = text.replace('~', '\n');
        if (which.equals("user")) {
            user(content);
        } else {
            project(content);
        }
        Settings settings = settings(Map.of());
        assertThatThrownBy(() -> settings.check(KnownOptions.of(root)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(told)
                .hasMessageNotContaining("secret");
    }

    @Test
    void aMisspeltKeyIsAskedAbout() throws Exception {
        user("relai = \"x\"\n");
        Settings settings = settings(Map.of());
        assertThatThrownBy(() -> settings.check(KnownOptions.of(root)))
                .satisfies(e -> assertThat(((ConfigException) e).hint()).startsWith("Did you mean 'relay'?"));
    }

    @Test
    @DisplayName("R38 what a project's file may not say is not used either")
    void whatAProjectMayNotSayIsNotUsedEither() throws Exception {
        project("token-command = \"rm\"\nport = 5\n");
        assertThat(value(settings(Map.of()), "agent", "--token-command")).isEmpty();
        assertThat(value(settings(Map.of()), "agent", "--port")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${env:PATH}",
                "${sys:user.home}",
                "https://${env:PATH}.example",
                "$${env:PATH}",
                "${PATH:-x}",
                "a$b",
                "$",
                "$$",
                "${"
            })
    @DisplayName("R38 what a file says is taken literally: it gets nothing of the environment")
    void nothingOfTheEnvironment(String value) throws Exception {
        project("relay = '" + value + "'\n");
        root.setDefaultValueProvider(settings(Map.of()));
        ParseResult parsed = root.parseArgs("agent").subcommand();
        assertThat(parsed.commandSpec().findOption("--relay").<String>getValue())
                .isEqualTo(value);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyKey")
    @DisplayName("R38 of all that can be set a project's file says only what needs to be confirmed, or does no harm")
    void whatAProjectsFileMaySay(String key) throws Exception {
        project(key + " = '1'\n");
        Settings settings = settings(Map.of());
        Throwable refusal = catchThrowable(() -> settings.check(KnownOptions.shipped()));
        String found = OF_PROJECTS.get(key);
        if (found == null) {
            assertThat(refusal).isInstanceOf(ConfigException.class).hasMessageContaining("may not say '" + key + "'");
        } else {
            assertThat(refusal).as(found).isNull();
        }
        CommandSpec any = command("any", "--" + key);
        assertThat(settings.find(any.findOption("--" + key)).isPresent()).isEqualTo(found != null);
        assertThat(settings.findOfUser(any.findOption("--" + key))).isEmpty();
    }

    /** Why each key that a project's file may say does no harm. */
    private static final Map<String, String> OF_PROJECTS = Map.of(
            "relay", "confirmed before a project joins it, and gets no token: JoinTest, TokenOptionsTest",
            "user", "confirmed: JoinTest",
            "name", "confirmed: JoinTest",
            "port", "a number, of a port on the loopback or where the user has the relay listen",
            "agent-port", "a number, of a port on the loopback",
            "max-file-size", "a number");

    static Set<String> everyKey() {
        return KnownOptions.shipped().flags(ConfigFile.ALL).stream()
                .map(flag -> flag.substring(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
