package dev.markco.cli;

import ch.qos.logback.classic.Level;
import dev.markco.agent.Agent;
import dev.markco.agent.AgentConfig;
import dev.markco.relay.Relay;
import dev.markco.relay.RelayConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code markco up}: a relay and an agent in one process, for one person on one machine. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        description = {
            "Keep a directory, a relay and PostgreSQL equal, all on this machine, until stopped with Ctrl-C.",
            "When a relay runs on the same data directory already, its project joins that one."
        },
        footer = {"", "Example:", "  markco up --project ~/notes"})
final class UpCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(UpCommand.class);
    private static final Duration FIRST_SYNC = Duration.ofSeconds(50);

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
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "" + RelayConfig.DEFAULT_PORT,
            description = "The relay's port; 0 takes a free one (default: ${DEFAULT-VALUE}). Environment: PORT.")
    int port;

    @Option(
            names = "--agent-port",
            paramLabel = "PORT",
            defaultValue = "" + AgentConfig.DEFAULT_PORT,
            description = "The agent's port for editors on this machine (default: ${DEFAULT-VALUE}).")
    int agentPort;

    @Mixin
    PageOption page = new PageOption();

    @Mixin
    HistoryOption history = new HistoryOption();

    @Mixin
    StorageOptions storage = new StorageOptions();

    /** The relay that the project uses: one of this process's own, or one that ran already. */
    private record Base(URI uri, String storage, @Nullable Relay own) {
        boolean servesPage() {
            return own != null && own.servesPage();
        }

        boolean stop() {
            return own == null || own.stop(Stopping.SAVE_LIMIT);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        logs.setUp(console, Level.WARN);
        AgentConfig.Builder builder = options.builder().port(agentPort);
        AgentConfig checked = AgentOptions.build(builder);
        JoinCheck join = JoinCheck.of(Objects.requireNonNull(spec), checked.projectDir());
        join.requireConfirmed();
        PrintWriter out = console.out();
        AddressFile address = AddressFile.ofRelay(storage.dataDirectory());
        try (Stopping stopping = Stopping.onSignals()) {
            console.say("markco: starting PostgreSQL, the relay and the agent …");
            Base base = base(address);
            boolean saved = true;
            try {
                join.requireNew(JoinCheck.documentsAt(base.uri, null, checked.userId(), checked.name()));
                join.remember();
                AgentConfig config = AgentOptions.build(builder.relayUrl(base.uri.toString()));
                try (Agent agent = AgentOptions.start(config, "--agent-port")) {
                    boolean inSync = agent.awaitInSync(FIRST_SYNC);
                    if (!console.quiet) {
                        out.println(Banner.of(
                                System.getProperty("markco.command", "markco"),
                                storage.optionsForOthers(),
                                base.uri,
                                base.servesPage(),
                                base.storage,
                                checked,
                                agent.port(),
                                agent.status(),
                                inSync));
                        out.flush();
                    }
                    stopping.await();
                    console.say("markco: stopping: everything is being saved …");
                }
            } finally {
                if (base.own != null) {
                    address.delete();
                }
                saved = base.stop();
            }
            console.say(
                    saved
                            ? "markco: stopped, everything is saved"
                            : "markco: stopped, but not everything could be saved");
            return stopping.finished(saved ? ExitCode.OK : ExitCode.UNHEALTHY);
        }
    }

    private Base base(AddressFile address) throws IOException {
        Optional<URI> running = RelayAccess.running(storage.dataDirectory());
        if (running.isPresent()) {
            return new Base(running.get(), "the relay that runs already", null);
        }
        Relay relay = Relay.start(
                RelayConfig.local(port).withPage(page.served()).withHistory(history.isKept()),
                storage.storage(),
                Versions.program());
        log.info("markco {} relay serves {}", Versions.version(), relay.description());
        try {
            address.write(relay.uri());
        } catch (IOException | UncheckedIOException e) {
            relay.stop(Stopping.SAVE_LIMIT);
            throw e;
        }
        String where = relay.storageDescription();
        return new Base(relay.uri(), storage.isEmbedded() ? where + " in " + storage.dataDirectory() : where, relay);
    }
}
