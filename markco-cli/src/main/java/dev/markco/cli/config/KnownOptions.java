package dev.markco.cli.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options that a file of settings may say, by the table that is for them. They are written down in a file that comes
 * along, since to ask all commands for theirs would cost each command line more than most have to do. Immutable.
 *
 * <pre>
 * file = { table ": " option { " " option } LF }      options without their dashes, all in alphabetical order
 * </pre>
 */
final class KnownOptions {
    static final String FILE = "options.txt";

    private final Map<String, Set<String>> tables;

    private KnownOptions(Map<String, Set<String>> tables) {
        this.tables = tables;
    }

    /** Those that are written down. */
    static KnownOptions shipped() {
        try (InputStream in = KnownOptions.class.getResourceAsStream(FILE)) {
            return parse(new String(Objects.requireNonNull(in, FILE).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KnownOptions parse(String text) {
        Map<String, Set<String>> tables = new TreeMap<>();
        text.lines().forEach(line -> {
            int colon = line.indexOf(": ");
            Set<String> flags = new TreeSet<>();
            Arrays.stream(line.substring(colon + 2).split(" ", -1)).forEach(key -> flags.add("--" + key));
            tables.put(line.substring(0, colon), flags);
        });
        return new KnownOptions(tables);
    }

    /** Those of a command model. */
    static KnownOptions of(CommandLine root) {
        Map<String, Set<String>> tables = new TreeMap<>();
        for (CommandLine command : root.getSubcommands().values()) {
            Set<String> flags = flags(command);
            if (!flags.isEmpty() && !command.getCommandSpec().usageMessage().hidden()) {
                tables.put(Settings.section(command.getCommandSpec()), flags);
            }
        }
        return new KnownOptions(tables);
    }

    /** The options of a command and those below it that may be kept in a file. */
    private static Set<String> flags(CommandLine command) {
        Set<String> flags = new TreeSet<>();
        command.getCommandSpec().options().stream()
                .map(OptionSpec::longestName)
                .filter(Settings::isKept)
                .forEach(flags::add);
        command.getSubcommands().values().forEach(below -> flags.addAll(flags(below)));
        return flags;
    }

    Set<String> tables() {
        return tables.keySet();
    }

    /** The options of a table, or of all of them; none where there is no such table. */
    Set<String> flags(String table) {
        if (!table.equals(ConfigFile.ALL)) {
            return tables.getOrDefault(table, Set.of());
        }
        Set<String> all = new TreeSet<>();
        tables.values().forEach(all::addAll);
        return all;
    }

    /** As it is written down. */
    String text() {
        return tables.entrySet().stream()
                .map(table -> table.getKey() + ": "
                        + table.getValue().stream()
                                .map(flag -> flag.substring(2))
                                .collect(Collectors.joining(" "))
                        + "\n")
                .collect(Collectors.joining());
    }
}
