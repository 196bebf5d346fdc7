package dev.markco.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code markco version}: what is installed and what it runs on. */
@Command(
        name = "version",
        mixinStandardHelpOptions = true,
        description = "Print the version of markco and of the Java that runs it.")
final class VersionCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        CommandSpec self = spec;
        if (self == null) {
            throw new IllegalStateException("not run by picocli");
        }
        PrintWriter out = self.commandLine().getOut();
        out.println("markco " + Versions.version());
        out.println("java   " + System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")");
        return ExitCode.OK;
    }
}
