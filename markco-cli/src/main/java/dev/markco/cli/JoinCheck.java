package dev.markco.cli;

import dev.markco.agent.KeptDirectory;
import dev.markco.cli.config.Setting;
import dev.markco.cli.config.Setting.Source;
import dev.markco.cli.config.Settings;
import dev.markco.sync.DocumentKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Whether a directory may join the project that it is about to, or whether that is what somebody else's file says alone (R38).
 *
 * <p>What the user says, on the command line, in the environment or in his own file, needs no question, and neither does what
 * he has confirmed for the directory before. A project's file may say the same; what it says beyond that is asked about once.
 * Where there is such a file and it leaves the name as it is by default, the directory may start a project of that name, but
 * not join one that is there already.
 */
final class JoinCheck {
    private static final Logger log = LoggerFactory.getLogger(JoinCheck.class);
    private static final String NAME = "--name";
    /** The options that say together which project it is. */
    private static final List<String> OPTIONS = List.of("--relay", "--user", NAME);

    private final Path directory;
    private final Joins joins;
    private final List<Claim> claims;
    private final boolean fromAnyone;

    /**
     * One part of what project it is.
     *
     * @param value in one spelling
     * @param meant whether the user says it himself
     * @param alone where a project's file says it alone and it makes a difference, else null
     */
    record Claim(
            String option,
            String value,
            boolean meant,
            @Nullable String alone) {
        String key() {
            return option.substring(2);
        }

        boolean isIn(@Nullable Map<String, Set<String>> joined) {
            return joined != null && joined.getOrDefault(key(), Set.of()).contains(value);
        }
    }

    JoinCheck(Path directory, Joins joins, List<Claim> claims, boolean fromAnyone) {
        this.directory = directory;
        this.joins = joins;
        this.claims = claims;
        this.fromAnyone = fromAnyone;
    }

    /** The check for a command that joins, of which the line has been parsed. */
    static JoinCheck of(CommandSpec command, Path directory) {
        return new JoinCheck(
                directory,
                Joins.ofUser(),
                claims(command, directory),
                Settings.of(command).projectFile() != null);
    }

    /** What a command would join. */
    static List<Claim> claims(CommandSpec command, Path directory) {
        Settings settings = Settings.of(command);
        List<Claim> claims = new ArrayList<>();
        for (String flag : OPTIONS) {
            OptionSpec option = command.findOption(flag);
            if (option != null) {
                claims.add(claim(command, option, settings, directory));
            }
        }
        return claims;
    }

    private static Claim claim(CommandSpec command, OptionSpec option, Settings settings, Path directory) {
        String flag = option.longestName();
        if (command.commandLine().getParseResult() != null && Secret.isGiven(command, flag)) {
            return new Claim(flag, canonical(flag, String.valueOf(option.<Object>getValue()), directory), true, null);
        }
        Optional<Setting> found = settings.find(option);
        Optional<Setting> ofUser = settings.findOfUser(option);
        String value = canonical(flag, found.map(Setting::value).orElse(""), directory);
        String otherwise = canonical(flag, ofUser.map(Setting::value).orElse(""), directory);
        boolean same = value.equals(otherwise);
        String alone = found.filter(setting -> setting.source() == Source.PROJECT && !same)
                .map(Setting::where)
                .orElse(null);
        return new Claim(flag, value, ofUser.isPresent() && same, alone);
    }

    private static String canonical(String flag, String value, Path directory) {
        return switch (flag) {
            case "--relay" -> RelayAccess.canonical(value);
            case "--user" -> DocumentKey.userName(DocumentKey.parseUser(value.isEmpty() ? "local" : value));
            default ->
                DocumentKey.parseProject(
                        value.isEmpty()
                                ? Objects.requireNonNullElse(directory.getFileName(), "project")
                                        .toString()
                                : value);
        };
    }

    /**
     * Refuses what only a project's file says and nobody has confirmed. Asks no relay, so that it may be called before a token is
     * looked for.
     */
    void requireConfirmed() throws IOException {
        List<Claim> alone =
                claims.stream().filter(claim -> claim.alone() != null).toList();
        Map<String, Set<String>> joined = joins.of(directory);
        if (alone.stream().allMatch(claim -> claim.isIn(joined)) || isOlderThanJoins(joined)) {
            return;
        }
        String said = alone.stream()
                .filter(claim -> !claim.isIn(joined))
                .map(claim -> claim.key() + " = \"" + claim.value() + "\" (" + claim.alone() + ")")
                .collect(Collectors.joining(", "));
        throw refusal(
                directory + " has never joined what only a file in it names: " + said,
                "Say yourself what it is to join, with "
                        + alone.stream().map(Claim::option).collect(Collectors.joining(" and ")));
    }

    /**
     * Refuses to join a project that is there already, where the directory brings a file of settings, was never in sync with that
     * project, and the user has not named it.
     *
     * @param isThere asks the relay whether the project has documents
     */
    void requireNew(BooleanSupplier isThere) throws IOException {
        Claim name = claims.get(claims.size() - 1);
        Map<String, Set<String>> joined = joins.of(directory);
        if (!fromAnyone || name.meant() || name.isIn(joined) || isOlderThanJoins(joined) || !isThere.getAsBoolean()) {
            return;
        }
        throw refusal(
                "there are documents in a project '" + name.value() + "' already, and " + directory
                        + ", which brings a .markco.toml along, has never been in sync with them",
                "Give it another name with --name");
    }

    private CliException refusal(String message, String otherwise) {
        return new CliException(
                ExitCode.NOT_PERMITTED,
                message,
                otherwise + ", or, if it is yours, say so once: markco agent join --project "
                        + ShellWord.of(directory.toString()));
    }

    /** Asks a relay whether it has documents of a project. */
    static BooleanSupplier documentsAt(URI relay, @Nullable String token, UUID user, String project) {
        return () -> {
            try (RelayClient client = new RelayClient(relay, token, () -> {})) {
                return !client.list(user, project).path("documents").isEmpty();
            } catch (CliException e) {
                if (e.exitCode() != ExitCode.UNREACHABLE) {
                    throw e;
                }
                throw new CliException(
                        ExitCode.UNREACHABLE,
                        String.valueOf(e.getMessage()),
                        "The first start in a directory that brings a .markco.toml along asks it whether the project is there"
                                + " already. Name the project yourself with --name, or start again when the relay answers.",
                        e);
            }
        };
    }

    /** Whether the directory was in sync before anybody was asked. */
    private boolean isOlderThanJoins(@Nullable Map<String, Set<String>> joined) throws IOException {
        return joined == null && KeptDirectory.wasShared(directory);
    }

    /** Remembers what the directory joins, for starts to come. */
    void remember() {
        try {
            confirm();
        } catch (IOException | CliException e) {
            log.warn("{}: it cannot be remembered what it has joined: {}", directory, e.getMessage());
        }
    }

    /** Lets the directory join, now and from now on. */
    void confirm() throws IOException {
        Map<String, Set<String>> all = new TreeMap<>();
        claims.stream()
                .filter(claim -> !claim.value().isEmpty())
                .forEach(claim ->
                        all.computeIfAbsent(claim.key(), key -> new TreeSet<>()).add(claim.value()));
        joins.add(directory, all);
    }
}
