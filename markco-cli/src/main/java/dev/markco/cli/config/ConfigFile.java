package dev.markco.cli.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlInvalidTypeException;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/**
 * A TOML file of settings: keys are the long names of options, tables the commands that they are for, keys outside of any
 * table are for all. Immutable.
 */
final class ConfigFile {
    /** The section of what stands outside of any table. */
    static final String ALL = "";

    private static final String HINT = "See 'markco help configuration'.";

    private final Path path;
    private final boolean exists;
    private final Map<String, Map<String, Entry>> sections;

    /** One value, as an option would be given it; {@code line} counts from 1. */
    record Entry(String value, int line) {}

    private ConfigFile(Path path, boolean exists, Map<String, Map<String, Entry>> sections) {
        this.path = path;
        this.exists = exists;
        this.sections = sections;
    }

    static ConfigFile none(Path path) {
        return new ConfigFile(path, false, Map.of());
    }

    /**
     * Reads a file; one that is not there has no settings.
     *
     * @throws ConfigException when it cannot be read or is no such file
     */
    static ConfigFile read(Path path) {
        String text;
        try {
            text = Files.readString(path);
        } catch (NoSuchFileException e) {
            return none(path);
        } catch (IOException e) {
            throw new ConfigException(path + " cannot be read: " + e.getMessage(), "It has to be UTF-8 text.", e);
        }
        TomlParseResult parsed = Toml.parse(text);
        if (parsed.hasErrors()) {
            var error = parsed.errors().get(0);
            String message =
                    String.valueOf(error.getMessage()).lines().findFirst().orElse("");
            throw new ConfigException(
                    path + ":" + error.position().line() + ":"
                            + error.position().column() + ": " + message,
                    HINT);
        }
        Map<String, Map<String, Entry>> sections = new TreeMap<>();
        Map<String, Entry> all = new TreeMap<>();
        for (String key : parsed.keySet()) {
            if (parsed.get(List.of(key)) instanceof TomlTable table) {
                sections.put(key, entries(path, table));
            } else {
                all.put(key, entry(path, parsed, key));
            }
        }
        sections.put(ALL, all);
        return new ConfigFile(path, true, sections);
    }

    private static Map<String, Entry> entries(Path path, TomlTable table) {
        Map<String, Entry> entries = new TreeMap<>();
        for (String key : table.keySet()) {
            entries.put(key, entry(path, table, key));
        }
        return entries;
    }

    private static Entry entry(Path path, TomlTable table, String key) {
        int line = Objects.requireNonNull(table.inputPositionOf(List.of(key))).line();
        return new Entry(text(path, line, key, table.get(List.of(key))), line);
    }

    private static String text(Path path, int line, String key, @Nullable Object value) {
        if (value instanceof String || value instanceof Boolean || value instanceof Long) {
            return value.toString();
        }
        if (value instanceof TomlArray array) {
            try {
                List<String> texts = new ArrayList<>();
                for (int i = 0; i < array.size(); i++) {
                    texts.add(array.getString(i));
                }
                return texts.stream().collect(Collectors.joining(","));
            } catch (TomlInvalidTypeException e) {
                throw unusable(path, line, key);
            }
        }
        throw unusable(path, line, key);
    }

    private static ConfigException unusable(Path path, int line, String key) {
        return new ConfigException(
                path + ":" + line + ": '" + key
                        + "' is neither a text, a whole number, true, false nor a list of texts",
                HINT);
    }

    Path path() {
        return path;
    }

    boolean exists() {
        return exists;
    }

    Set<String> sections() {
        return sections.keySet();
    }

    Map<String, Entry> section(String name) {
        return sections.getOrDefault(name, Map.of());
    }

    /** The value for an option of a command: that in the command's section, else that for all. */
    Optional<Entry> find(String section, String key) {
        Entry own = section(section).get(key);
        return Optional.ofNullable(own == null ? section(ALL).get(key) : own);
    }

    String where(Entry entry) {
        return path + ":" + entry.line();
    }
}
