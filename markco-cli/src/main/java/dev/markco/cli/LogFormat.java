package dev.markco.cli;

/** How log lines are written. */
enum LogFormat {
    /** For people. */
    TEXT,
    /** One JSON object a line, for programs. */
    JSON
}
