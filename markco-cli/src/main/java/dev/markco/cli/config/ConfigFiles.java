package dev.markco.cli.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the files of settings are. */
public final class ConfigFiles {
    static final String PROJECT_FILE = ".markco.toml";

    private ConfigFiles() {}

    /** The user's own file, after the XDG base directory rules. */
    public static Path ofUser(Map<String, String> environment, Path home) {
        String given = environment.get("XDG_CONFIG_HOME");
        Path base = given != null && Path.of(given).isAbsolute() ? Path.of(given) : home.resolve(".config");
        return base.resolve("markco").resolve("config.toml");
    }

    /**
     * The project's file: that of the directory which {@code --project} names, else the nearest one upwards from where the
     * command runs.
     *
     * @param arguments the command line, which has not been parsed yet
     */
    static Optional<Path> ofProject(List<String> arguments, Map<String, String> environment, Path directory) {
        String named = project(arguments);
        if (named == null) {
            named = environment.get("MARKCO_PROJECT");
        }
        if (named != null && !named.isEmpty()) {
            Path project = directory.resolve(named).normalize();
            return Optional.of(project.resolve(PROJECT_FILE)).filter(file -> Files.isDirectory(project));
        }
        for (Path at = directory; at != null; at = at.getParent()) {
            Path file = at.resolve(PROJECT_FILE);
            if (Files.isRegularFile(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    private static @Nullable String project(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--")) {
                return null;
            }
            if (argument.startsWith("--project=")) {
                return argument.substring("--project=".length());
            }
            if (argument.equals("--project") && i + 1 < arguments.size()) {
                return arguments.get(i + 1);
            }
        }
        return null;
    }
}
