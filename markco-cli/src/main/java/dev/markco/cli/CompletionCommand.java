package dev.markco.cli;

import dev.markco.cli.completion.Shell;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code markco completion}: what a shell needs to complete command lines. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = "Print what a shell needs to complete commands, options and document keys.",
        footer = {
            "",
            "Examples:",
            "  source <(markco completion bash)",
            "  markco completion zsh > ~/.zfunc/_markco     a directory of your fpath",
            "  markco completion fish | source",
            "",
            "An installed markco brings these files along. Document keys come from the",
            "relay that is running, if it answers within a second."
        })
final class CompletionCommand implements Callable<Integer> {
    @Mixin
    Console console = new Console();

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
    @Nullable
    Shell shell;

    @Override
    public Integer call() {
        Shell wanted = shell;
        if (wanted == null) {
            throw new IllegalStateException("not run by picocli");
        }
        CommandLine whole = Main.commandLine();
        console.out().print(wanted.completionOf(whole.getCommandSpec()));
        console.out().flush();
        return ExitCode.OK;
    }
}
