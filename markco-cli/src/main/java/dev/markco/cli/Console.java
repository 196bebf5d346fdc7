package dev.markco.cli;

import ch.qos.logback.classic.Level;
import dev.markco.cli.terminal.Palette;
import dev.markco.cli.terminal.Terminals;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a command writes, data to standard output and everything else to standard error, and how much it says. */
final class Console {
    private static final List<String> LEVELS = List.of("error", "warn", "info", "debug");

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec spec;

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

    @Mixin
    ColorOption color = new ColorOption();

    /** The colours for what is written to standard output. */
    Palette palette() {
        return Colors.of(spec(), Terminals.OUT);
    }

    /** The colours for what is said beside the data. */
    Palette errPalette() {
        return Colors.of(spec(), Terminals.ERR);
    }

    /** Sets up logging, at {@code usual} unless the options say otherwise. */
    void setUpLogging(Level usual) {
        setUpLogging(usual, LogFormat.TEXT);
    }

    /** As {@link #setUpLogging(Level)}, in a format. */
    void setUpLogging(Level usual, LogFormat format) {
        Level base = quiet ? Level.ERROR : usual;
        if (quiet && !verbose.isEmpty() && Secret.isGiven(spec(), "--quiet") && Secret.isGiven(spec(), "--verbose")) {
            throw UsageException.of(spec(), "--quiet and --verbose exclude each other", "");
        }
        String given = level;
        if (given != null) {
            base = Level.toLevel(given.toUpperCase(Locale.ROOT), null);
            if (base == null) {
                throw UsageException.unknown(
                        spec(), "--log-level is error, warn, info or debug, not '" + given + "'", given, LEVELS);
            }
        }
        Logging.setUp(base, verbose.size(), format, errPalette().isColored());
    }

    /** For data, and nothing else. */
    PrintWriter out() {
        return spec().commandLine().getOut();
    }

    /** Tells the user something, unless that is not wanted. */
    void say(String message) {
        if (!quiet) {
            PrintWriter err = spec().commandLine().getErr();
            err.println(message);
            err.flush();
        }
    }

    /** For what is said about the data. */
    PrintWriter err() {
        return spec().commandLine().getErr();
    }

    /** Whether somebody at a terminal sees what moves on standard error. */
    boolean shows() {
        return !quiet && Terminals.has(Terminals.ERR) && !"dumb".equals(System.getenv("TERM"));
    }

    private CommandSpec spec() {
        CommandSpec own = spec;
        if (own == null) {
            throw new IllegalStateException("not run by picocli");
        }
        return own;
    }
}
