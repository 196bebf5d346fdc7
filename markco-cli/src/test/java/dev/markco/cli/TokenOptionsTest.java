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
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Which relay gets a token: every place that may name a relay, with every place that a token may come from. */
final class TokenOptionsTest {
    private static final String OURS = "https://ours.example";
    private static final String OTHER = "https://other.example";

    @TempDir
    Path temp;

    private final List<String> arguments = new ArrayList<>(List.of("doc"));
    private final Map<String, String> environment = new HashMap<>();
    private final StringBuilder user = new StringBuilder();
    private final StringBuilder project = new StringBuilder();

    @Command(name = "doc")
    static final class Doc {
        @Mixin
        RelayOptions relay = new RelayOptions();
    }

    /** A place that says something, and what it is to say. */
    private enum Place {
        COMMAND_LINE,
        ENVIRONMENT,
        OLDER_VARIABLE,
        USER,
        USER_TABLE,
        PROJECT,
        PROJECT_TABLE
    }

    private void say(Place place, String key, String value) {
        String line = key + " = '" + value + "'\n";
        switch (place) {
            case COMMAND_LINE -> arguments.addAll(List.of("--" + key, value));
            case ENVIRONMENT ->
                environment.put("MARKCO_" + key.replace('-', '_').toUpperCase(Locale.ROOT), value);
            case OLDER_VARIABLE -> environment.put("SYNC_RELAY_URL", value);
            case USER -> user.insert(0, line);
            case USER_TABLE -> inTable(user, line);
            case PROJECT -> project.insert(0, line);
            case PROJECT_TABLE -> inTable(project, line);
        }
    }

    private static void inTable(StringBuilder file, String line) {
        file.append(file.indexOf("[doc]") < 0 ? "[doc]\n" : "").append(line);
    }

    static Stream<Arguments> everywhere() {
        Map<List<Place>, Boolean> relays = Map.of(
                List.of(Place.COMMAND_LINE), true,
                List.of(Place.ENVIRONMENT), true,
                List.of(Place.OLDER_VARIABLE), true,
                List.of(Place.USER), true,
                List.of(Place.USER_TABLE), true,
                List.of(Place.PROJECT), false,
                List.of(Place.PROJECT_TABLE), false,
                List.of(Place.PROJECT, Place.COMMAND_LINE), true,
                List.of(Place.PROJECT, Place.ENVIRONMENT), true,
                List.of(Place.PROJECT_TABLE, Place.USER), true);
        Map<Place, List<String>> tokens = Map.of(
                Place.COMMAND_LINE, List.of("token", "token-file", "token-command"),
                Place.ENVIRONMENT, List.of("token", "token-file", "token-command"),
                Place.USER, List.of("token-file", "token-command"),
                Place.USER_TABLE, List.of("token-file", "token-command"));
        return relays.entrySet().stream()
                .flatMap(relay -> tokens.entrySet().stream()
                        .flatMap(token -> token.getValue().stream()
                                .map(kind -> Arguments.of(relay.getKey(), token.getKey(), kind, relay.getValue()))));
    }

    @ParameterizedTest(name = "relay from {0}, {2} from {1}: {3}")
    @MethodSource("everywhere")
    @DisplayName(
            "R38 no token goes to a relay that only a project's file names, wherever it comes from, and no command is run for it")
    void whoGetsIt(List<Place> relay, Place place, String kind, boolean sent) throws Exception {
        relay.forEach(one -> say(one, "relay", OURS));
        Path ran = temp.resolve("ran");
        say(
                place,
                kind,
                switch (kind) {
                    case "token" -> "secret";
                    case "token-file" ->
                        Files.writeString(temp.resolve("token"), "secret\n").toString();
                    default -> "touch " + ran + " && echo secret";
                });
        if (sent) {
            assertThat(token()).isEqualTo("secret");
            return;
        }
        assertRefused();
        assertThat(ran).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("spellings")
    @DisplayName("R38 a relay that a project's file names is the user's own if he names the same one, and no other")
    void theSameRelay(String ofProject, String ofUser, boolean same) throws Exception {
        say(Place.PROJECT, "relay", ofProject);
        say(Place.USER, "relay", ofUser);
        say(Place.ENVIRONMENT, "token", "secret");
        if (same) {
            assertThat(token()).isEqualTo("secret");
        } else {
            assertRefused();
        }
    }

    static Stream<Arguments> spellings() {
        return Stream.of(
                Arguments.of(OURS, OURS, true),
                Arguments.of("wss://ours.example", OURS, true),
                Arguments.of(OURS + "/", OURS, true),
                Arguments.of(OTHER, OURS, false),
                Arguments.of("http://ours.example", OURS, false),
                Arguments.of("https://ours.example:8443", OURS, false),
                Arguments.of("https://ours.example@other.example", OURS, false),
                Arguments.of("https://ours.example.other.example", OURS, false));
    }

    private void assertRefused() {
        Throwable refusal = catchThrowable(this::token);
        assertThat(refusal)
                .isInstanceOfSatisfying(CliException.class, e -> {
                    assertThat(e.exitCode()).isEqualTo(ExitCode.NOT_PERMITTED);
                    assertThat(e.hint()).contains("--relay", "SYNC_RELAY_URL", "config.toml");
                })
                .hasMessageContaining("the token is not sent to")
                .hasMessageContaining(".markco.toml:")
                .hasMessageNotContaining("secret");
    }

    private String token() throws IOException {
        Path home = temp.resolve("home");
        Path file = home.resolve(".config/markco/config.toml");
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, user);
        Path directory = Files.createDirectories(temp.resolve("project"));
        Files.writeString(directory.resolve(".markco.toml"), project);
        Doc doc = new Doc();
        CommandLine root =
                new CommandLine(CommandLine.Model.CommandSpec.create().name("markco"));
        root.addSubcommand("doc", doc);
        root.setDefaultValueProvider(Settings.load(arguments, environment, home, directory));
        root.parseArgs(arguments.toArray(String[]::new));
        return String.valueOf(doc.relay.token.token());
    }
}
