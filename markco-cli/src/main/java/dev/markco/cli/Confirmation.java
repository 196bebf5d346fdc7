package dev.markco.cli;

import dev.markco.cli.terminal.Terminals;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The question before something is taken away: asked on a terminal, answered beforehand by {@code --yes} elsewhere. */
final class Confirmation {
    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    boolean yes;

    /** Returns when the user agrees, and ends the command otherwise. */
    void require(Console console, String question) {
        if (yes) {
            return;
        }
        if (!Terminals.has(Terminals.IN) || !Terminals.has(Terminals.ERR)) {
            throw new CliException(
                    ExitCode.USAGE, "this asks first, and there is no terminal to ask on", "Say --yes if it is meant.");
        }
        PrintWriter err = console.err();
        err.print(question + " [y/N] ");
        err.flush();
        if (!isYes(answer())) {
            throw new CliException(ExitCode.FAILURE, "nothing was changed", "");
        }
    }

    private static boolean isYes(@Nullable String answer) {
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }

    private static @Nullable String answer() {
        try {
            // Not closed: it is the process's.
            return new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
        } catch (IOException e) {
            throw InputFile.unreadable("the answer", e);
        }
    }
}
