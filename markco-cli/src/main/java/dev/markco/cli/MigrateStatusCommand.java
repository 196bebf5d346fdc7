package dev.markco.cli;

import ch.qos.logback.classic.Level;
import dev.markco.relay.Storage;
import dev.markco.sync.time.SystemTime;
import dev.markco.sync.time.Time;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code markco migrate status}: which steps of the schema a database has taken. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = {
            "List all steps of the schema, and whether the database has taken them. Nothing is changed.",
            "A relay may be running."
        },
        footer = {
            "",
            "Examples:",
            "  markco migrate status",
            "  markco migrate status --json | jq 'select(.state != \"applied\")'"
        })
final class MigrateStatusCommand implements Callable<Integer> {
    private final Time time = SystemTime.named("markco-command");

    @Mixin
    Console console = new Console();

    @Mixin
    StorageOptions storage = new StorageOptions();

    @Option(names = "--json", description = "Print one JSON object a line.")
    boolean json;

    @Override
    public Integer call() {
        console.setUpLogging(Level.WARN);
        try (Storage open = Storage.openToLook(storage.storageThatIs(), time)) {
            SchemaSteps.print(console.out(), open.migrations().status(), json);
        }
        return ExitCode.OK;
    }
}
