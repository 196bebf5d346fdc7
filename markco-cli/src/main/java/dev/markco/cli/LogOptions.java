package dev.markco.cli;

import ch.qos.logback.classic.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code -q}, {@code -v} and {@code --log-level}, on every command. */
final class LogOptions {
    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec command;

    @Option(
            names = {"-v", "--verbose"},
            description = "Say more; -vv shows debug messages and stack traces.")
    List<Boolean> verbose = new ArrayList<>();

    @Option(
            names = {"-q", "--quiet"},
            description = "Say nothing but errors.")
    boolean quiet;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            description = "error, warn, info or debug. Environment: LOG_LEVEL.")
    @Nullable
    String level;

    /** Sets up logging, at {@code usual} unless the options say otherwise. */
    void apply(Level usual) {
        Level base = quiet ? Level.ERROR : usual;
        String given = level;
        if (given != null) {
            base = Level.toLevel(given.toUpperCase(Locale.ROOT), null);
            if (base == null) {
                throw usage("'" + given + "' is no log level: error, warn, info or debug");
            }
        }
        Logging.setUp(base, verbose.size());
    }

    private RuntimeException usage(String message) {
        CommandSpec spec = command;
        return spec == null ? new IllegalStateException(message) : new ParameterException(spec.commandLine(), message);
    }
}
