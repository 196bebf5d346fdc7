package dev.markco.cli;

import ch.qos.logback.classic.Level;
import dev.markco.agent.Agent;
import dev.markco.agent.AgentConfig;
import dev.markco.sync.DocumentKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code markco agent}: keeps a directory and its documents equal, in the foreground. */
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Keep a directory of .md and .qmd files equal with its documents until stopped.",
            "Editors on this machine connect to ws://127.0.0.1:4444/<path>; with a relay the documents are shared."
        },
        footer = {
            "",
            "Examples:",
            "  markco agent --project ~/notes --relay http://127.0.0.1:3005",
            "  SYNC_RELAY_URL= markco agent --project ~/notes       no relay: local only",
            "",
            "The environment: SYNC_RELAY_URL (unset or empty: local only), CLOUD_USER_ID, MARKCO_TOKEN."
        })
final class AgentCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    LogOptions log = new LogOptions();

    @Mixin
    AgentOptions options = new AgentOptions();

    @Option(
            names = "--relay",
            paramLabel = "URL",
            description = "The relay to share documents through; none: local only. Environment: SYNC_RELAY_URL.")
    @Nullable
    String relay;

    @Option(
            names = "--user",
            paramLabel = "USER",
            defaultValue = DocumentKey.LOCAL_NAME,
            description = "Whose project it is: a UUID or 'local', the default. Environment: CLOUD_USER_ID.")
    String user = DocumentKey.LOCAL_NAME;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "The token for the relay; better given as MARKCO_TOKEN, where nobody sees it.")
    @Nullable
    String token;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "" + AgentConfig.DEFAULT_PORT,
            description = "The port for editors on this machine; 0 takes a free one (default: ${DEFAULT-VALUE}).")
    int port;

    @Override
    public Integer call() throws IOException, InterruptedException {
        log.apply(Level.WARN);
        CommandSpec self = spec;
        if (self == null) {
            throw new IllegalStateException("not run by picocli");
        }
        String relayUrl = relay == null || relay.isBlank()
                ? null
                : RelayAccess.httpUrl(relay).toString();
        AgentConfig config = AgentOptions.build(options.builder()
                .relayUrl(relayUrl)
                .userId(DocumentKey.parseUser(user))
                .token(token)
                .port(port));
        PrintWriter err = self.commandLine().getErr();
        try (Stopping stopping = Stopping.onSignals()) {
            Agent agent = AgentOptions.start(config, "--port");
            try {
                if (!log.quiet) {
                    err.println("markco agent keeps " + config.projectDir());
                    err.println("  editors  ws://" + config.host() + ":" + agent.port() + "/<path>");
                    err.println("  relay    " + (relayUrl == null ? "none: local only" : relayUrl));
                    err.flush();
                }
                stopping.await();
            } finally {
                agent.close();
            }
            return stopping.finished(ExitCode.OK);
        }
    }
}
