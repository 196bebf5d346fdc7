package dev.markco.cli;

import dev.markco.cli.terminal.Palette;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether a command's output is coloured; {@link Colors} reads it, also off a command line that cannot be understood. */
final class ColorOption {
    /** The option's name. */
    static final String NAME = "--color";

    @Option(
            names = NAME,
            paramLabel = "WHEN",
            description = "auto, always or never; NO_COLOR and CLICOLOR_FORCE are heeded too (default: auto).")
    Palette.@Nullable When when;
}
