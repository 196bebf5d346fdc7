package dev.markco.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code markco version}: what is installed and what it runs on. */
@Command(
        name = "version",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = "Print the version of markco and of the Java that runs it.",
        footer = {"", "Example:", "  markco version"})
final class VersionCommand implements Callable<Integer> {
    @Mixin
    Console console = new Console();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = console.out();
        out.println("markco " + Versions.version());
        out.println("java   " + System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")");
        return ExitCode.OK;
    }
}
