package dev.markco.cli;

import dev.markco.agent.Agent;
import dev.markco.agent.AgentConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which directory an agent keeps. */
final class AgentOptions {
    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec spec;

    @Option(names = "--project", paramLabel = "DIR", description = "The directory of Markdown files; required.")
    @Nullable
    Path project;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The project's name on the relay. Default: the name of the directory.")
    @Nullable
    String name;

    @Option(
            names = "--max-file-size",
            paramLabel = "BYTES",
            defaultValue = "" + AgentConfig.DEFAULT_MAX_FILE_SIZE,
            description = "Leave larger files alone (default: ${DEFAULT-VALUE}).")
    long maxFileSize;

    /** The directory, which exists. */
    Path directory() {
        if (project == null && spec != null) {
            throw UsageException.of(
                    spec, "--project is missing", "Name the directory of Markdown files: --project DIR");
        }
        Path directory = Path.of(String.valueOf(project)).toAbsolutePath().normalize();
        if (!Files.exists(directory)) {
            throw new CliException(
                    ExitCode.NOT_FOUND,
                    "there is no directory " + directory,
                    "Make it, or name another with --project.");
        }
        if (!Files.isDirectory(directory)) {
            throw new CliException(
                    ExitCode.USAGE, directory + " is no directory", "Name the directory that holds the files.");
        }
        return directory;
    }

    AgentConfig.Builder builder() {
        return AgentConfig.of(directory()).name(name).maxFileSize(maxFileSize);
    }

    /** Seals the settings, a wrong one being the user's mistake. */
    static AgentConfig build(AgentConfig.Builder builder) {
        try {
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()), "See --help.", e);
        }
    }

    /** Starts an agent; a port that is taken is told with the option that chooses another. */
    static Agent start(AgentConfig config, String portOption) throws IOException {
        Agent agent = new Agent(config);
        try {
            agent.start();
        } catch (java.net.BindException e) {
            throw new CliException(
                    ExitCode.LOCKED,
                    "cannot listen on " + config.host() + ":" + config.port() + ": "
                            + PortOwner.describe(config.port()).orElse(String.valueOf(e.getMessage())),
                    "Stop it, or choose another port with " + portOption + ".",
                    e);
        }
        return agent;
    }
}
