package dev.markco.cli;

import picocli.CommandLine.Option;

/** Whether a relay keeps the past of its documents. */
final class HistoryOption {
    @Option(
            names = "--history",
            paramLabel = "on|off",
            defaultValue = "on",
            description =
                    "Whether the past of documents is kept: who changed what, and when (default: ${DEFAULT-VALUE}).")
    String history = "on";

    boolean isKept() {
        return switch (history) {
            case "on" -> true;
            case "off" -> false;
            default ->
                throw new CliException(
                        ExitCode.USAGE, "--history is on or off, not '" + history + "'", "Leave it out to keep it.");
        };
    }
}
