package dev.markco.cli;

import dev.markco.cli.config.Setting;
import dev.markco.cli.config.Settings;
import dev.markco.cli.terminal.Palette;
import dev.markco.cli.terminal.Terminals;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The one decision on colours, for each of the two streams: data, help, errors and log lines all ask here. It needs no
 * command line that could be understood, for errors to be told in the colours that were asked for.
 */
final class Colors {
    private Colors() {}

    /** The colours for what a command that runs writes to a descriptor of {@link Terminals}. */
    static Palette of(CommandSpec command, int descriptor) {
        return of(
                command,
                command.root().commandLine().getParseResult().originalArgs(),
                System.getenv(),
                Terminals.has(descriptor));
    }

    /** As {@link #of(CommandSpec, int)}, with what a command line says that may be wrong. */
    static Palette of(CommandSpec command, List<String> arguments, int descriptor) {
        return of(command, arguments, System.getenv(), Terminals.has(descriptor));
    }

    /** The decision. Pure, but for the settings that the command was made with. */
    static Palette of(CommandSpec command, List<String> arguments, Map<String, String> environment, boolean terminal) {
        Palette.When wanted = given(arguments);
        return Palette.decide(wanted == null ? set(command) : wanted, environment, terminal);
    }

    /** The same colours for help. */
    static ColorScheme scheme(Palette palette) {
        return Help.defaultColorScheme(palette.isColored() ? Ansi.ON : Ansi.OFF);
    }

    private static Palette.@Nullable When given(List<String> arguments) {
        Palette.When last = null;
        for (int i = 0; i < arguments.size() && !arguments.get(i).equals("--"); i++) {
            String argument = arguments.get(i);
            if (argument.startsWith(ColorOption.NAME + "=")) {
                last = when(argument.substring(ColorOption.NAME.length() + 1));
            } else if (argument.equals(ColorOption.NAME) && i + 1 < arguments.size()) {
                last = when(arguments.get(i + 1));
            }
        }
        return last;
    }

    private static Palette.@Nullable When set(CommandSpec command) {
        OptionSpec option = command.findOption(ColorOption.NAME);
        return option == null
                ? null
                : Settings.of(command)
                        .find(option)
                        .map(Setting::value)
                        .map(Colors::when)
                        .orElse(null);
    }

    /** What a word stands for; null for one that the option does not take, of which its error tells. */
    private static Palette.@Nullable When when(String word) {
        return Arrays.stream(Palette.When.values())
                .filter(one -> one.name().equalsIgnoreCase(word))
                .findFirst()
                .orElse(null);
    }
}
