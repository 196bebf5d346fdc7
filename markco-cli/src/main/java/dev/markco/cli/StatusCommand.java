package dev.markco.cli;

import ch.qos.logback.classic.Level;
import dev.markco.cli.status.LiveScreen;
import dev.markco.cli.status.Overview;
import dev.markco.cli.status.Overview.AgentState;
import dev.markco.cli.status.Overview.RelayState;
import dev.markco.cli.status.OverviewReader;
import dev.markco.cli.status.StatusScreen;
import dev.markco.cli.terminal.Terminals;
import dev.markco.sync.time.SystemTime;
import dev.markco.sync.time.Time;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code markco status}: relay, database, projects, documents in flight and the last errors, on one screen. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = {
            "Show how everything stands: relay, database, edits, projects, the agent of the project at hand, problems.",
            "Exit code: 0 all well, 3 something wants attention, 5 no relay answers."
        },
        footer = {
            "",
            "Examples:",
            "  markco status",
            "  markco status --watch                 live; q quits",
            "  markco status --json | jq .relay.projects"
        })
final class StatusCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(StatusCommand.class);
    private static final int COLUMNS = 80;

    private final Time time = SystemTime.named("markco-command");

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    Console console = new Console();

    @Mixin
    RelayOptions relay = new RelayOptions();

    @Mixin
    UserOption user = new UserOption();

    @Option(
            names = "--project",
            paramLabel = "DIR",
            description =
                    "The directory whose agent is asked. Default: the nearest one upwards that has an agent's state.")
    @Nullable
    Path project;

    @Option(names = "--watch", description = "Show it live until q or Ctrl-C is pressed; with --json a line each time.")
    boolean watch;

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            defaultValue = "1",
            description = "With --watch: how often (default: ${DEFAULT-VALUE}).")
    double interval;

    @Option(names = "--json", description = "Print it as JSON.")
    boolean json;

    private @Nullable RelayClient client;

    @Override
    public Integer call() throws IOException, InterruptedException {
        console.setUpLogging(Level.WARN);
        if (!(interval >= 0.1 && interval <= 3_600) && spec != null) {
            throw UsageException.of(spec, "--interval wants a number of seconds from 0.1 to 3600", "");
        }
        UUID owner = user.id();
        if (!watch) {
            Overview overview = look(owner);
            print(overview);
            return exitCode(overview);
        }
        Duration every = Duration.ofMillis(Math.round(interval * 1_000));
        if (json) {
            return follow(owner, every);
        }
        if (!Terminals.has(Terminals.OUT) || !Terminals.has(Terminals.IN)) {
            throw new CliException(
                    ExitCode.USAGE, "--watch needs a terminal", "Use --json --watch to read it with a program.");
        }
        LiveScreen.End end = LiveScreen.show(
                (width, height) -> StatusScreen.of(look(owner), console.palette(), width, height), every, time);
        return end == LiveScreen.End.INTERRUPTED ? ExitCode.INTERRUPTED : ExitCode.OK;
    }

    private int follow(UUID owner, Duration every) throws IOException, InterruptedException {
        try (Stopping stopping = Stopping.onSignals()) {
            do {
                print(look(owner));
            } while (!stopping.await(every));
            return stopping.finished(ExitCode.INTERRUPTED);
        }
    }

    private void print(Overview overview) {
        PrintWriter out = console.out();
        if (json) {
            out.println(JsonMapper.shared().writeValueAsString(overview));
        } else {
            StatusScreen.of(overview, console.palette(), COLUMNS, Integer.MAX_VALUE)
                    .forEach(out::println);
        }
        // Nobody is left to show the next look to.
        if (out.checkError()) {
            throw new OutputBrokenException();
        }
    }

    private static int exitCode(Overview overview) {
        if (overview.relay() == null) {
            return ExitCode.UNREACHABLE;
        }
        return overview.isWell() ? ExitCode.OK : ExitCode.UNHEALTHY;
    }

    private Overview look(UUID owner) {
        URI url = relay.named();
        return new Overview(
                time.wall().instant(),
                url == null ? null : url.toString(),
                url == null ? null : relay(url, owner),
                agent());
    }

    private @Nullable RelayState relay(URI url, UUID owner) {
        RelayQuestions questions = new RelayQuestions(url);
        try {
            RelayClient known = client(url);
            JsonNode stats = questions.stats().body();
            JsonNode ready = questions.ready().body();
            if (stats == null || ready == null) {
                throw new CliException(
                        ExitCode.FAILURE, url + " did not answer with JSON", "Is a markco relay running there?");
            }
            return OverviewReader.relay(stats, ready, documents(known, owner));
        } catch (IOException e) {
            return null;
        }
    }

    /** The client of the last look, unless the relay is another one now: a token may cost a command. */
    private RelayClient client(URI url) {
        RelayClient known = client;
        if (known == null || !known.base().equals(url)) {
            known = relay.client(url);
            client = known;
        }
        return known;
    }

    /** Not to be told of documents is no reason to tell nothing. */
    private static JsonNode documents(RelayClient client, UUID owner) {
        try {
            return client.list(owner, null);
        } catch (CliException e) {
            log.debug("the projects cannot be listed", e);
            return JsonMapper.shared().createObjectNode();
        }
    }

    private @Nullable AgentState agent() {
        Path directory = project;
        RunningAgent agent = directory == null ? new RunningAgent() : RunningAgent.of(directory);
        try {
            return OverviewReader.agent(String.valueOf(agent.directory()), agent.status());
        } catch (CliException e) {
            // Where no agent runs there is nothing to tell of one, unless it was asked for.
            if (directory == null) {
                return null;
            }
            throw e;
        }
    }
}
