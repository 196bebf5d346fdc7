package dev.markco.cli;

import ch.qos.logback.classic.Level;
import picocli.CommandLine.Option;

/** How a service, which may run for months, logs. */
final class LogOptions {
    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "How log lines are written, text or json: one object a line (default: ${DEFAULT-VALUE}).")
    LogFormat format = LogFormat.TEXT;

    /** Sets up logging, at {@code usual} unless the console's options say otherwise. */
    void setUp(Console console, Level usual) {
        console.setUpLogging(usual, format);
    }
}
