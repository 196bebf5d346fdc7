package dev.markco.cli;

import ch.qos.logback.classic.Level;
import dev.markco.cli.terminal.Terminals;
import dev.markco.sync.time.SystemTime;
import dev.markco.sync.time.Time;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code markco project dump}: all documents of a project, to a directory or an archive. */
@Command(
        name = "dump",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = {
            "Write all documents of a project, text and Yjs state, with a manifest of hashes,",
            "to a directory or a .tar.gz, which appears complete or not at all.",
            "The same documents always make the same archive, byte for byte.",
            "",
            "A state has the Yjs history, by which replicas merge. The past (who changed",
            "what, and when) stays with the relay: see 'markco doc dump --format log'."
        },
        footer = {
            "",
            "Examples:",
            "  markco project dump local/notebook -o notebook.tar.gz",
            "  markco project dump local/notebook -o notebook-backup/",
            "  markco project dump local/notebook -o - | ssh backup 'cat > notebook.tar.gz'",
            "",
            "Exit code: 0 all documents are in it, 3 some could not be, 6 there is no such",
            "project."
        })
final class ProjectDumpCommand implements Callable<Integer> {
    private final Time time = SystemTime.named("markco-command");

    @Mixin
    Console console = new Console();

    @Mixin
    RelayOptions relay = new RelayOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR|FILE",
            required = true,
            description = "An archive if it ends in .tar.gz or .tgz, else a directory to be made;"
                    + " '-' is an archive to standard output.")
    @Nullable
    String output;

    @Parameters(paramLabel = "USER/PROJECT", description = "The project.")
    @Nullable
    String project;

    @Override
    public Integer call() {
        console.setUpLogging(Level.WARN);
        ProjectName name = Scope.parseProject(String.valueOf(project));
        String target = String.valueOf(output);
        boolean toStandard = target.equals(InputFile.STANDARD);
        if (toStandard && Terminals.has(Terminals.OUT)) {
            throw new CliException(
                    ExitCode.USAGE, "an archive is nothing for a terminal", "Redirect it, or name a file with -o.");
        }
        try (RelayClient client = relay.open()) {
            List<JsonNode> listed = new ArrayList<>();
            client.list(name.user(), name.name()).path("documents").forEach(listed::add);
            if (listed.isEmpty()) {
                throw new RelayRefusal(404, "there is no project " + name, "List what there is: markco project list");
            }
            try (Progress progress = Progress.of(console, "dumping " + name, listed.size(), time)) {
                ProjectDump dump = new ProjectDump(client, name, listed, progress);
                if (toStandard) {
                    StandardOutput.write(out -> TarDump.write(out, dump::writeTo));
                } else if (target.endsWith(".tar.gz") || target.endsWith(".tgz")) {
                    WholeFile.write(Path.of(target), out -> TarDump.write(out, dump::writeTo));
                } else {
                    DirectoryDump.write(Path.of(target), dump::writeTo);
                }
                return told(name, dump);
            }
        }
    }

    private int told(ProjectName name, ProjectDump dump) {
        dump.leftOut().forEach(one -> console.say("left out " + one));
        console.say("dumped " + name + ": " + Counted.of(dump.documents(), "document") + ", "
                + Counted.of(dump.bytes(), "byte") + " of state");
        return dump.leftOut().isEmpty() ? ExitCode.OK : ExitCode.UNHEALTHY;
    }
}
