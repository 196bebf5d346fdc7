package dev.markco.cli;

import picocli.CommandLine.Option;

/** Whether a relay serves its page. */
final class PageOption {
    @Option(names = "--no-page", description = "Serve no page at /, only sockets and the HTTP API.")
    boolean noPage;

    boolean served() {
        return !noPage;
    }
}
