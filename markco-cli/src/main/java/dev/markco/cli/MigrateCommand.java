package dev.markco.cli;

import ch.qos.logback.classic.Level;
import dev.markco.relay.Storage;
import dev.markco.relay.store.Migrations;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

    @Override
    public Integer call() {
        console.setUpLogging(Level.WARN);
        PrintWriter out = console.out();
        try (Storage open = Storage.open(storage.storage())) {
            Migrations migrations = open.migrations();
            if (status) {
                SchemaSteps.print(out, migrations.status(), json);
                return ExitCode.OK;
            }
            List<Migrations.Step> steps = dryRun ? migrations.dryRun() : migrations.migrate();
            if (steps.isEmpty()) {
                console.say("the schema is up to date");
            }
            if (json) {
                SchemaSteps.print(out, steps, true);
                return ExitCode.OK;
            }
            steps.forEach(step -> out.printf(
                    Locale.ROOT,
                    "%s %s %s%n",
                    dryRun ? "would take step" : "took step",
                    step.version(),
                    step.description()));
            return ExitCode.OK;
        }
    }
}
