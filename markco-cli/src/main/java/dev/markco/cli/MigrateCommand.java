package dev.markco.cli;

import ch.qos.logback.classic.Level;
import dev.markco.relay.Storage;
import dev.markco.relay.StorageConfig;
import dev.markco.relay.postgres.DataDirectoryLockedException;
import dev.markco.relay.store.Migrations;
import dev.markco.sync.time.SystemTime;
import dev.markco.sync.time.Time;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code markco migrate}: brings the schema of a database up to date. */
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = {
            "Bring the database's schema up to date; the relay does the same when it starts.",
            "Tables that another service made are adopted: rows stay, what is missing is added beside them.",
            "'markco migrate import' takes over a project of mrmd-sync."
        },
        synopsisSubcommandLabel = "[COMMAND]",
        footer = {
            "",
            "Examples:",
            "  markco migrate --dry-run                    what would be done",
            "  markco migrate status                       every step and whether it has been taken",
            "  DATABASE_URL=postgresql://… markco migrate",
            "  markco migrate import ~/notes               take over a project of mrmd-sync"
        })
@Subcommands({MigrateStatusCommand.class, MigrateImportCommand.class})
final class MigrateCommand implements Callable<Integer> {
    private final Time time = SystemTime.named("markco-command");

    @Mixin
    Console console = new Console();

    @Mixin
    StorageOptions storage = new StorageOptions();

    @Option(
            names = {"-n", "--dry-run"},
            description = "Only say what would be done.")
    boolean dryRun;

    @Option(names = "--status", description = "The same as 'markco migrate status'.")
    boolean status;

    @Option(names = "--json", description = "Print one JSON object a line.")
    boolean json;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        console.setUpLogging(Level.WARN);
        if (status && dryRun && spec != null) {
            throw UsageException.of(spec, "--status says what was done, --dry-run what would be: give one of them", "");
        }
        StorageConfig where = status || dryRun ? storage.storageThatIs() : storage.storage();
        if (status) {
            try (Storage open = Storage.openToLook(where, time)) {
                SchemaSteps.print(console.out(), open.migrations().status(), json);
            }
            return ExitCode.OK;
        }
        List<Migrations.Step> steps = dryRun ? pending(where) : migrate(where);
        if (steps.isEmpty()) {
            console.say("the schema is up to date");
        }
        if (json) {
            SchemaSteps.print(console.out(), steps, true);
            return ExitCode.OK;
        }
        PrintWriter out = console.out();
        steps.forEach(step -> out.printf(
                Locale.ROOT,
                "%s %s %s%n",
                dryRun ? "would take step" : "took step",
                step.version(),
                step.description()));
        return ExitCode.OK;
    }

    private List<Migrations.Step> pending(StorageConfig where) {
        try (Storage open = Storage.openToLook(where, time)) {
            return open.migrations().dryRun();
        }
    }

    /** Takes the steps there are to take; beside a relay that has the embedded store, only where there are none. */
    private List<Migrations.Step> migrate(StorageConfig where) {
        try (Storage open = Storage.open(where, time)) {
            return open.migrations().migrate();
        } catch (DataDirectoryLockedException locked) {
            List<Migrations.Step> left = pending(where);
            if (left.isEmpty()) {
                return left;
            }
            throw new CliException(
                    ExitCode.LOCKED,
                    "the schema lacks " + Counted.of(left.size(), "step") + ", and " + locked.getMessage(),
                    "Stop that relay and start this version of it: it takes the steps when it starts.",
                    locked);
        }
    }
}
