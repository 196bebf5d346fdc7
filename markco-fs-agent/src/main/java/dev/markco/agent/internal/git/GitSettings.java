package dev.markco.agent.internal.git;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What git's settings say of ignored files, and nothing else (R38): which file has a user's own patterns, and whether names are
 * compared without regard to case. The files are read as text; no program is run. Immutable.
 *
 * <p>{@code include.path} is followed. Conditions of {@code includeIf} are not judged: such a file is read where it says which
 * patterns to use and nothing else does, for what it hides may be private.
 *
 * @param excludes the file with the patterns; null when git uses none
 */
public record GitSettings(@Nullable Path excludes, boolean foldsCase) {
    private static final Logger log = LoggerFactory.getLogger(GitSettings.class);

    /** Longer files of settings are not read, in bytes. */
    private static final long LONGEST = 1 << 20;

    private static final String EXCLUDES = "excludesfile";
    /** Files that include others do so to this depth, as in git. */
    private static final int DEEPEST = 10;

    /**
     * Reads the settings that git has in a repository.
     *
     * @param environment of this process
     * @param consulted told of each file whose change may change the answer, there or not
     */
    public static GitSettings of(GitLayout repository, Map<String, String> environment, Consumer<Path> consulted) {
        return new Reader(repository, environment, consulted).read();
    }

    private static final class Reader {
        private final GitLayout repository;
        private final Map<String, String> environment;
        private final Consumer<Path> consulted;
        private @Nullable String excludes;
        private @Nullable String conditional;
        private boolean foldsCase;

        Reader(GitLayout repository, Map<String, String> environment, Consumer<Path> consulted) {
            this.repository = repository;
            this.environment = environment;
            this.consulted = consulted;
        }

        GitSettings read() {
            for (Path file : files()) {
                read(file, 0, false);
            }
            String named = excludes == null ? conditional : excludes;
            Path patterns = named == null ? ofUser("ignore") : path(named, repository.root());
            return new GitSettings(patterns, foldsCase);
        }

        /** From the least to the most important. */
        private List<Path> files() {
            List<Path> files = new ArrayList<>();
            String system = environment.get("GIT_CONFIG_SYSTEM");
            if (!isTrue(environment.get("GIT_CONFIG_NOSYSTEM"))) {
                files.add(Path.of(system == null ? "/etc/gitconfig" : system));
            }
            String global = environment.get("GIT_CONFIG_GLOBAL");
            if (global != null) {
                files.add(Path.of(global));
            } else {
                Path user = ofUser("config");
                if (user != null) {
                    files.add(user);
                }
                Path home = home();
                if (home != null) {
                    files.add(home.resolve(".gitconfig"));
                }
            }
            files.add(repository.common().resolve("config"));
            files.add(repository.directory().resolve("config.worktree"));
            return files;
        }

        private static boolean isTrue(@Nullable String value) {
            return value != null && List.of("1", "true", "yes", "on").contains(value.toLowerCase(Locale.ROOT));
        }

        private @Nullable Path home() {
            String home = environment.get("HOME");
            String windows = environment.get("USERPROFILE");
            String found = home == null || home.isEmpty() ? windows : home;
            return found == null || found.isEmpty() ? null : Path.of(found);
        }

        private @Nullable Path ofUser(String name) {
            String configured = environment.get("XDG_CONFIG_HOME");
            if (configured != null && !configured.isEmpty()) {
                return Path.of(configured, "git", name);
            }
            Path home = home();
            return home == null ? null : home.resolve(".config").resolve("git").resolve(name);
        }

        private @Nullable Path path(String value, Path base) {
            if (value.isEmpty()) {
                return null;
            }
            if (value.equals("~") || value.startsWith("~/")) {
                Path home = home();
                return home == null ? null : home.resolve(value.substring(Math.min(2, value.length())));
            }
            return base.resolve(value);
        }

        private void read(Path file, int depth, boolean onCondition) {
            consulted.accept(file);
            Config config = parse(file);
            if (config == null) {
                return;
            }
            if (depth < DEEPEST) {
                for (String included : config.getStringList("include", null, "path")) {
                    include(included, file, depth, onCondition);
                }
                for (String condition : config.getSubsections("includeIf")) {
                    for (String included : config.getStringList("includeIf", condition, "path")) {
                        include(included, file, depth, true);
                    }
                }
            }
            String named = config.getString("core", null, EXCLUDES);
            if (named == null && config.getNames("core").contains(EXCLUDES)) {
                // There is none, says an empty value.
                named = "";
            }
            if (named != null && onCondition) {
                conditional = named;
            } else if (named != null) {
                excludes = named;
            }
            if (!onCondition) {
                foldsCase = config.getBoolean("core", null, "ignoreCase", foldsCase);
            }
        }

        private void include(String named, Path by, int depth, boolean onCondition) {
            Path file = path(named, by.resolveSibling(""));
            if (file != null) {
                read(file, depth + 1, onCondition);
            }
        }

        private static @Nullable Config parse(Path file) {
            try {
                String text = GitFiles.readText(file, LONGEST);
                if (text == null) {
                    return null;
                }
                Config config = new Config();
                config.fromText(text);
                return config;
            } catch (IOException | ConfigInvalidException | IllegalArgumentException e) {
                log.warn("{} cannot be read ({}); what it says of ignored files does not count", file, e.getMessage());
                return null;
            }
        }
    }
}
