package dev.markco.cli.config;

import dev.markco.cli.config.Setting.Source;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The one provider of what options are when they are not given: the environment, else the project's file, else the user's
 * file, else the default. Immutable.
 *
 * <p>A project's file may come with the project, from anyone. So it may only say what the project is and where it is kept.
 */
public final class Settings implements IDefaultValueProvider {
    /** What is said to a single run, and never kept in a file. */
    private static final Set<String> NEVER_KEPT = Set.of(
            "--help",
            "--version",
            "--verbose",
            "--quiet",
            "--yes",
            "--replace",
            "--dry-run",
            "--json",
            "--once",
            "--watch",
            "--status",
            "--restore",
            "--output",
            "--token");
    /** What a project's file may say. */
    private static final Set<String> OF_PROJECTS =
            Set.of("--relay", "--user", "--name", "--port", "--agent-port", "--max-file-size");

    private static final Set<String> SECRET = Set.of("--token", "--database-url");

    private final EnvironmentLayer environment;
    private final ConfigFile project;
    private final ConfigFile user;
    private final @Nullable ConfigException unusable;

    private Settings(
            EnvironmentLayer environment, ConfigFile project, ConfigFile user, @Nullable ConfigException unusable) {
        this.environment = environment;
        this.project = project;
        this.user = user;
        this.unusable = unusable;
    }

    /**
     * Reads the files. One that is unusable is told of by {@link #check}, so that asking for help still works.
     *
     * @param arguments the command line, for {@code --project}
     * @param directory where the command runs, absolute
     */
    public static Settings load(List<String> arguments, Map<String, String> environment, Path home, Path directory) {
        Path projectFile =
                ConfigFiles.ofProject(arguments, environment, directory).orElse(null);
        Path userFile = ConfigFiles.ofUser(environment, home);
        Path noProject = directory.resolve(ConfigFiles.PROJECT_FILE);
        EnvironmentLayer layer = new EnvironmentLayer(environment);
        try {
            ConfigFile project = projectFile == null ? ConfigFile.none(noProject) : ConfigFile.read(projectFile);
            return new Settings(layer, project, ConfigFile.read(userFile), null);
        } catch (ConfigException e) {
            return new Settings(layer, ConfigFile.none(noProject), ConfigFile.none(userFile), e);
        }
    }

    /** Those of an environment alone. */
    public static Settings of(Map<String, String> environment) {
        Path nowhere = Path.of("");
        return new Settings(
                new EnvironmentLayer(environment), ConfigFile.none(nowhere), ConfigFile.none(nowhere), null);
    }

    /** Those that a command was made with. */
    public static Settings of(CommandSpec command) {
        return (Settings) Objects.requireNonNull(command.commandLine().getDefaultValueProvider());
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? find(option).map(setting -> literally(setting.value())).orElseGet(argument::defaultValue)
                : argument.defaultValue();
    }

    /** Has picocli leave a value as it is, which else puts variables of the environment into it (R38). */
    private static String literally(String value) {
        return value.replace("$", "$$");
    }

    /** What an option is when it is not given, and where that comes from; empty for its default. */
    public Optional<Setting> find(OptionSpec option) {
        return find(option, project);
    }

    /** As {@link #find}, but what only the user says: whatever the project's file has counts for nothing. */
    public Optional<Setting> findOfUser(OptionSpec option) {
        return find(option, ConfigFile.none(project.path()));
    }

    private Optional<Setting> find(OptionSpec option, ConfigFile project) {
        if (option.usageHelp() || option.versionHelp()) {
            return Optional.empty();
        }
        Optional<Setting> given = environment.find(option);
        if (given.isPresent()) {
            return given;
        }
        String flag = option.longestName();
        String section = section(option.command());
        if (isKept(flag)) {
            if (OF_PROJECTS.contains(flag)) {
                given = find(project, section, flag, Source.PROJECT);
            }
            if (given.isEmpty()) {
                given = find(user, section, flag, Source.USER);
            }
        }
        if (given.isEmpty() && flag.equals("--project") && project.exists()) {
            return Optional.of(new Setting(
                    Objects.requireNonNull(project.path().getParent()).toString(),
                    Source.PROJECT,
                    project.path().toString()));
        }
        return given;
    }

    private static Optional<Setting> find(ConfigFile file, String section, String flag, Source source) {
        return file.find(section, key(flag)).map(entry -> new Setting(entry.value(), source, file.where(entry)));
    }

    /** Whether an option's value may be kept in a file. */
    public static boolean isKept(String flag) {
        return flag.startsWith("--") && !NEVER_KEPT.contains(flag) && !flag.equals("--project");
    }

    /** Whether nobody is to read an option's value. */
    public static boolean isSecret(String flag) {
        return SECRET.contains(flag);
    }

    /** Where the user's file is, or would be. */
    public Path userFile() {
        return user.path();
    }

    public boolean hasUserFile() {
        return user.exists();
    }

    /** Where the project's file is; null when there is none. */
    public @Nullable Path projectFile() {
        return project.exists() ? project.path() : null;
    }

    /** Whether there is anything that {@link #check} would look at. */
    private boolean hasFiles() {
        return unusable != null
                || !user.sections().isEmpty()
                || !project.sections().isEmpty();
    }

    /**
     * Looks whether the files can be used by the commands there are.
     *
     * @throws ConfigException saying what is wrong, where, and what may have been meant
     */
    public void check() {
        if (hasFiles()) {
            check(KnownOptions.shipped());
        }
    }

    /** As {@link #check()}, for other commands. */
    void check(KnownOptions known) {
        if (unusable != null) {
            throw unusable;
        }
        check(known, user, false);
        check(known, project, true);
    }

    private static void check(KnownOptions known, ConfigFile file, boolean ofProject) {
        for (String section : file.sections()) {
            Set<String> flags = known.flags(section);
            if (flags.isEmpty()) {
                throw new ConfigException(
                        file.path() + ": there is no command for the table [" + section + "]",
                        "Tables are: " + String.join(", ", known.tables()) + ".");
            }
            file.section(section).forEach((key, entry) -> check(flags, file, key, entry, ofProject));
        }
    }

    private static void check(
            Set<String> flags, ConfigFile file, String key, ConfigFile.Entry entry, boolean ofProject) {
        String flag = "--" + key;
        if (!flags.contains(flag)) {
            throw new ConfigException(
                    file.where(entry) + ": there is no setting '" + key + "'",
                    similar(flags, flag) + "'markco config show' lists all.");
        }
        if (ofProject && !OF_PROJECTS.contains(flag)) {
            throw new ConfigException(
                    file.where(entry) + ": a project's file may not say '" + key + "', for it may come from anyone",
                    "Say it in your own file, or in the environment: " + EnvironmentLayer.variable(flag) + ".");
        }
    }

    private static String similar(Set<String> flags, String flag) {
        return Similar.to(flag, flags).stream()
                .findFirst()
                .map(one -> "Did you mean '" + key(one) + "'? ")
                .orElse("");
    }

    /** The name of the table that is for a command: that of the first word after {@code markco}. */
    public static String section(CommandSpec command) {
        CommandSpec at = command;
        CommandSpec before = command;
        while (at.parent() != null) {
            before = at;
            at = at.parent();
        }
        // A key 'relay' stands for --relay, so its group goes by the name of its one command.
        return before.name().equals("relay") ? "serve" : before.name();
    }

    private static String key(String flag) {
        return flag.substring(2);
    }
}
