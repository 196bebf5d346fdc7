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
            "Tables that another service made are adopted: rows stay, what is missing is added beside them."
        },
        footer = {
            "",
            "Examples:",
            "  markco migrate --dry-run                    what would be done",
            "  markco migrate --status                     every step and whether it has been taken",
            "  DATABASE_URL=postgresql://… markco migrate"
        })
final class MigrateCommand implements Callable<Integer> {
    @Mixin
    Console console = new Console();

    @Mixin
    StorageOptions storage = new StorageOptions();

    @Option(
            names = {"-n", "--dry-run"},
            description = "Only say what would be done.")
    boolean dryRun;

    @Option(names = "--status", description = "Only list all steps.")
    boolean status;

    @Override
    public Integer call() {
        console.setUpLogging(Level.WARN);
        PrintWriter out = console.out();
        try (Storage open = Storage.open(storage.storage())) {
            Migrations migrations = open.migrations();
            if (status) {
                print(out, migrations.status());
                return ExitCode.OK;
            }
            List<Migrations.Step> steps = dryRun ? migrations.dryRun() : migrations.migrate();
            if (steps.isEmpty()) {
                console.say("the schema is up to date");
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

    private static void print(PrintWriter out, List<Migrations.Step> steps) {
        steps.forEach(
                step -> out.printf(Locale.ROOT, "%-8s %-8s %s%n", step.version(), step.state(), step.description()));
    }
}
