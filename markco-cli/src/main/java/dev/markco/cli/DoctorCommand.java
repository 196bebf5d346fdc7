package dev.markco.cli;

import ch.qos.logback.classic.Level;
import dev.markco.cli.config.ConfigException;
import dev.markco.cli.config.Settings;
import dev.markco.cli.doctor.Finding;
import dev.markco.cli.doctor.Finding.Verdict;
import dev.markco.cli.doctor.MachineChecks;
import dev.markco.cli.terminal.Palette;
import dev.markco.relay.Storage;
import dev.markco.relay.StorageConfig;
import dev.markco.sync.time.SystemTime;
import dev.markco.sync.time.Time;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code markco doctor}: whether this machine has what markco needs, and what to do where it has not. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = {
            "Check what markco needs: Java, settings, directories, locks, limits, database, schema, relay, clock.",
            "Changes nothing. Exit code: 0 nothing failed, 3 something did."
        },
        footer = {
            "",
            "Examples:",
            "  markco doctor",
            "  markco doctor --project ~/notes",
            "  markco doctor --json | jq 'select(.verdict == \"FAIL\")'"
        })
final class DoctorCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Time time = SystemTime.named("markco-command");

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    Console console = new Console();

    @Mixin
    RelayOptions relay = new RelayOptions();

    @Option(names = "--project", paramLabel = "DIR", description = "Look at this directory of Markdown files too.")
    @Nullable
    Path project;

    @Option(names = "--json", description = "Print one JSON object a line.")
    boolean json;

    @Override
    public Integer call() {
        console.setUpLogging(Level.ERROR);
        List<Finding> findings = new ArrayList<>();
        findings.add(MachineChecks.java(
                Runtime.version().feature(),
                System.getProperty("java.version"),
                System.getProperty("sun.jnu.encoding", "UTF-8")));
        findings.add(settings());
        findings.add(MachineChecks.directory("data", relay.storage.dataDirectory()));
        Path directory = project;
        if (directory != null) {
            findings.add(MachineChecks.directory("project", directory.toAbsolutePath()));
        }
        findings.add(
                MachineChecks.locks(directory == null ? relay.storage.dataDirectory() : directory.toAbsolutePath()));
        findings.add(MachineChecks.inotify(directory));
        findings.add(MachineChecks.openFiles());
        services(findings);
        print(findings);
        return findings.stream().anyMatch(finding -> finding.verdict() == Verdict.FAIL)
                ? ExitCode.UNHEALTHY
                : ExitCode.OK;
    }

    private Finding settings() {
        CommandSpec own = Objects.requireNonNull(spec);
        Settings settings = Settings.of(own);
        try {
            settings.check();
            String file = settings.userFile() + (settings.hasUserFile() ? "" : ", not there");
            Path ofProject = settings.projectFile();
            return Finding.pass("settings", ofProject == null ? file : file + "; " + ofProject);
        } catch (ConfigException e) {
            return Finding.fail("settings", String.valueOf(e.getMessage()), e.hint());
        }
    }

    /** The relay, and through it or without it, what is behind. */
    private void services(List<Finding> findings) {
        URI url;
        try {
            url = relay.named();
        } catch (CliException e) {
            findings.add(Finding.fail("relay", String.valueOf(e.getMessage()), e.hint()));
            return;
        }
        if (url == null) {
            findings.add(Finding.skip("relay", "none runs on " + relay.storage.dataDirectory()));
            database(findings);
            return;
        }
        try {
            RelayQuestions.Answer ready = new RelayQuestions(url).ready();
            if (ready.body() == null || ready.body().path("status").isMissingNode()) {
                findings.add(Finding.fail("relay", "what answers at " + url + " is no relay", "Look at --relay."));
                return;
            }
            findings.add(Finding.pass("relay", url + " answers"));
            findings.add(MachineChecks.clock(time.wall().instant(), ready.date()));
            findings.add(
                    ready.status() == 200
                            ? Finding.pass("database", "the relay's answers")
                            : Finding.fail(
                                    "database",
                                    ready.body().path("reason").asString("not ready"),
                                    "Bring PostgreSQL back and leave the relay running: it saves then."));
            findings.add(Finding.pass("schema", "the relay brought it up to date when it started"));
        } catch (IOException e) {
            findings.add(Finding.fail(
                    "relay", "no relay answers at " + url, "Start one with 'markco relay serve', or look at --relay."));
        }
    }

    private void database(List<Finding> findings) {
        if (relay.storage.isEmbedded()) {
            findings.add(Finding.skip("database", "the embedded PostgreSQL runs while a relay does"));
            return;
        }
        try {
            StorageConfig storage = relay.storage.storage(PATIENCE);
            try (Storage open = Storage.open(storage, time)) {
                findings.add(Finding.pass("database", open.database().url() + " answers"));
                int steps = open.migrations().dryRun().size();
                findings.add(
                        steps == 0
                                ? Finding.pass("schema", "up to date")
                                : Finding.fail(
                                        "schema",
                                        Counted.of(steps, "step") + " to take",
                                        "Run 'markco migrate'; a relay does the same when it starts."));
            }
        } catch (RuntimeException e) {
            CliException told = Failures.explain(e);
            findings.add(Finding.fail("database", String.valueOf(told.getMessage()), told.hint()));
        }
    }

    private void print(List<Finding> findings) {
        PrintWriter out = console.out();
        Palette palette = console.palette();
        for (Finding finding : findings) {
            if (json) {
                out.println(JsonMapper.shared().writeValueAsString(finding));
                continue;
            }
            String verdict = finding.verdict().name();
            String painted = switch (finding.verdict()) {
                case PASS -> palette.good(verdict);
                case FAIL -> palette.bad(verdict);
                case SKIP -> palette.faint(verdict);
            };
            out.println(painted + String.format(Locale.ROOT, "  %-9s %s", finding.check(), finding.detail()));
            if (!finding.remedy().isEmpty()) {
                out.println("      → " + finding.remedy());
            }
        }
        out.flush();
    }
}
