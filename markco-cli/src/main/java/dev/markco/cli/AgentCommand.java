package dev.markco.cli;

import ch.qos.logback.classic.Level;
import dev.markco.agent.Agent;
import dev.markco.agent.AgentConfig;
import dev.markco.sync.time.SystemTime;
import dev.markco.sync.time.Time;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
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
        versionProvider = Versions.class,
        sortOptions = false,
        synopsisSubcommandLabel = "[COMMAND]",
        description = {
            "Keep a directory of .md and .qmd files equal with its documents until stopped.",
            "Editors on this machine connect to ws://127.0.0.1:4444/<path>; with a relay the documents are shared."
        },
        footer = {
            "",
            "Examples:",
            "  markco agent --project ~/notes --relay http://127.0.0.1:3005",
            "  SYNC_RELAY_URL= markco agent --project ~/notes       no relay: local only",
            "  markco agent --project ~/notes --relay URL --once    sync, say how it went",
            "",
            "With --once the exit code is 0 when all is in sync, 3 when something waits for",
            "a person or could not be done in time, 5 when the relay cannot be reached.",
            "",
            "The environment: SYNC_RELAY_URL (unset or empty: local only), CLOUD_USER_ID, MARKCO_TOKEN."
        })
@Subcommands({AgentJoinCommand.class, AgentStatusCommand.class, AgentPauseCommand.class, AgentResumeCommand.class})
final class AgentCommand implements Callable<Integer> {
    private static final int DEFAULT_TIMEOUT = 300;

    private final Time time = SystemTime.named("markco-command");

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    Console console = new Console();

    @Mixin
    LogOptions logs = new LogOptions();

    @Mixin
    AgentOptions options = new AgentOptions();

    @Option(
            names = "--relay",
            paramLabel = "URL",
            description = "The relay to share documents through; none: local only. Environment: SYNC_RELAY_URL.")
    @Nullable
    String relay;

    @Mixin
    UserOption user = new UserOption();

    @Mixin
    TokenOptions token = new TokenOptions();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "" + AgentConfig.DEFAULT_PORT,
            description = {
                "The port for editors on this machine; 0 takes a free one (default: ${DEFAULT-VALUE}, with --once a"
                        + " free one)."
            })
    int port;

    @Option(names = "--once", description = "End when all is in sync, and print how everything stands.")
    boolean once;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "With --once: the longest time to wait (default: " + DEFAULT_TIMEOUT + ").")
    @Nullable
    Integer timeout;

    @Option(names = "--json", description = "With --once: print it as JSON.")
    boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        logs.setUp(console, Level.WARN);
        Duration patience = patience();
        String relayUrl = relay == null || relay.isBlank()
                ? null
                : RelayAccess.httpUrl(relay).toString();
        AgentConfig.Builder builder =
                options.builder().relayUrl(relayUrl).userId(user.id()).port(isPortMeant() ? port : 0);
        AgentConfig config = relayUrl == null ? AgentOptions.build(builder) : joining(builder, URI.create(relayUrl));
        if (once) {
            return new AgentRun(config, console, patience, json, time).call();
        }
        try (Stopping stopping = Stopping.onSignals()) {
            try (Agent agent = AgentOptions.start(config, "--port")) {
                console.say("markco agent keeps " + config.projectDir());
                console.say("  editors  ws://" + config.host() + ":" + agent.port() + "/<path>");
                console.say("  relay    " + (relayUrl == null ? "none: local only" : relayUrl));
                stopping.await();
                console.say("markco: stopping: everything is being saved …");
            }
            console.say("markco: stopped, everything is saved");
            return stopping.finished(ExitCode.OK);
        }
    }

    /** The settings for a relay, once it is known that the user wants to join what is there, and to tell it his token. */
    private AgentConfig joining(AgentConfig.Builder builder, URI url) throws IOException {
        AgentConfig config = AgentOptions.build(builder);
        JoinCheck check = JoinCheck.of(Objects.requireNonNull(spec), config.projectDir());
        check.requireConfirmed();
        String secret = token.token();
        check.requireNew(JoinCheck.documentsAt(url, secret, config.userId(), config.name()));
        check.remember();
        return AgentOptions.build(builder.token(secret));
    }

    /** Whoever syncs once, from cron perhaps, is not to be in the way of an agent that runs, nor that one in his. */
    private boolean isPortMeant() {
        return !once
                || port != AgentConfig.DEFAULT_PORT
                || (spec != null && spec.commandLine().getParseResult().hasMatchedOption("--port"));
    }

    /** How long {@code --once} waits at most; what belongs to that option is refused without it. */
    private Duration patience() {
        if (!once && (timeout != null || json) && spec != null) {
            throw UsageException.of(spec, (json ? "--json" : "--timeout") + " needs --once", "");
        }
        int seconds = timeout == null ? DEFAULT_TIMEOUT : timeout;
        if (seconds < 0 && spec != null) {
            throw UsageException.of(spec, "--timeout wants a number of seconds, not " + seconds, "");
        }
        return Duration.ofSeconds(seconds);
    }
}
