package dev.markco.cli;

import ch.qos.logback.classic.Level;
import dev.markco.agent.AgentConfig;
import dev.markco.agent.DocumentContent;
import dev.markco.agent.ProjectListing;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.time.SystemTime;
import dev.markco.sync.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code markco migrate import}: takes over a project of mrmd-sync, its files and their history. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = {
            "Take over a project of mrmd-sync: its .md and .qmd files, and the history in its",
            ".yjs snapshots. Stop mrmd-sync first. The directory itself is not changed.",
            "",
            "Where a file differs from its snapshot, the difference is an edit of that",
            "history. A document that the relay has already is merged with if their histories",
            "have something in common. If not, and the texts differ, it stays as it is, and",
            "that is reported. What was imported once is not imported again.",
            "",
            "Snapshots are looked for beside the files, in DIR/.mrmd-sync and where mrmd-sync",
            "puts them for this directory, in the temporary directory."
        },
        footer = {
            "",
            "Examples:",
            "  markco migrate import ~/notes --dry-run",
            "  markco migrate import ~/notes",
            "  markco migrate import /mnt/old/notes --snapshots /mnt/old/snapshots",
            "  markco migrate import ~/notes --json | jq 'select(.outcome == \"conflict\")'",
            "",
            "Exit code: 0 all is there, 3 some is not or came without its history,",
            "7 mrmd-sync still runs."
        })
final class MigrateImportCommand implements Callable<Integer> {
    private final Time time = SystemTime.named("markco-command");

    @Mixin
    Console console = new Console();

    @Mixin
    RelayOptions relay = new RelayOptions();

    @Mixin
    UserOption user = new UserOption();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The project's name on the relay. Default: the name of the directory.")
    @Nullable
    String name;

    @Option(
            names = "--snapshots",
            paramLabel = "DIR",
            description = "Where the snapshots are, if the project or its snapshots were moved.")
    @Nullable
    Path snapshots;

    @Option(
            names = {"-n", "--dry-run"},
            description = "Only say what would be done.")
    boolean dryRun;

    @Option(names = "--json", description = "Print what came of each file, one JSON object a line.")
    boolean json;

    @Parameters(paramLabel = "DIR", description = "The directory that mrmd-sync served.")
    @Nullable
    Path directory;

    private final Map<ProjectImport.Outcome, Integer> counts = new EnumMap<>(ProjectImport.Outcome.class);
    private boolean troubled;

    @Override
    public Integer call() throws IOException {
        console.setUpLogging(Level.WARN);
        Path root = root();
        ProjectName project = new ProjectName(
                user.id(), DocumentKey.parseProject(name != null ? name : String.valueOf(root.getFileName())));
        ProjectListing listing = listing(root, project);
        Snapshots found = new Snapshots(
                root, snapshotDirectories(root), listing.documents().values());
        found.server().ifPresent(pid -> {
            throw new CliException(
                    ExitCode.LOCKED,
                    "mrmd-sync still serves " + root + " (process " + pid + ")",
                    "Stop it first; if that is another program, delete server.pid beside the snapshots.");
        });
        try (RelayClient client = relay.openToMake();
                Progress progress = Progress.of(
                        console, "importing " + root, listing.documents().size(), time)) {
            listing.documents().forEach((key, file) -> {
                take(client, listing, found, key, file);
                progress.step(file);
            });
        }
        new TreeMap<>(listing.refused()).forEach((file, why) -> report(null, file, ProjectImport.Outcome.REFUSED, why));
        finish(project, found);
        return troubled ? ExitCode.UNHEALTHY : ExitCode.OK;
    }

    private Path root() {
        Path given = Path.of(String.valueOf(directory)).toAbsolutePath().normalize();
        if (!Files.exists(given)) {
            throw new CliException(
                    ExitCode.NOT_FOUND, "there is no directory " + given, "Name the directory that mrmd-sync served.");
        }
        if (!Files.isDirectory(given)) {
            throw new CliException(
                    ExitCode.USAGE, given + " is no directory", "Name the directory that mrmd-sync served.");
        }
        return given;
    }

    private static ProjectListing listing(Path root, ProjectName project) {
        try {
            return ProjectListing.of(root, project.user(), project.name(), AgentConfig.DEFAULT_MAX_FILE_SIZE);
        } catch (IOException e) {
            throw InputFile.unreadable(root.toString(), e);
        }
    }

    private List<Path> snapshotDirectories(Path root) {
        Path given = snapshots;
        if (given == null) {
            return SnapshotNames.directories(root, Path.of(System.getProperty("java.io.tmpdir")));
        }
        if (!Files.isDirectory(given)) {
            throw new CliException(
                    ExitCode.NOT_FOUND, "there is no directory " + given, "Name the one that has the .yjs files.");
        }
        return List.of(given);
    }

    private void take(RelayClient client, ProjectListing listing, Snapshots snapshots, DocumentKey key, String file) {
        ProjectListing.Content content;
        try {
            content = listing.read(file);
        } catch (IOException e) {
            report(key, file, ProjectImport.Outcome.REFUSED, Reasons.of(e));
            return;
        }
        if (!(content instanceof ProjectListing.Text text)) {
            report(key, file, ProjectImport.Outcome.REFUSED, ((ProjectListing.Refused) content).why());
            return;
        }
        Snapshots.Found found = snapshots.of(file, new String(text.bytes(), java.nio.charset.StandardCharsets.UTF_8));
        byte[] history = found.state();
        DocumentContent known = history == null ? DocumentContent.EMPTY : Histories.content(history);
        DocumentContent ours = DocumentContent.ofFile(text.bytes(), known);
        if (ours == null) {
            report(key, file, ProjectImport.Outcome.REFUSED, "it is not UTF-8 text");
            return;
        }
        report(key, file, bring(client, key, ours, history), found.trouble());
    }

    private ProjectImport.Outcome bring(
            RelayClient client, DocumentKey key, DocumentContent file, byte @Nullable [] history) {
        for (int tries = 0; tries < StateRestore.TRIES; tries++) {
            Optional<RemoteState> current;
            try {
                current = client.state(key);
            } catch (RelayRefusal e) {
                if (e.status() == 410) {
                    return ProjectImport.Outcome.TRASHED;
                }
                throw e;
            }
            ProjectImport.Decision decision = ProjectImport.decide(
                    file, history, current.map(RemoteState::bytes).orElse(null));
            byte[] update = decision.update();
            if (dryRun || update == null) {
                return decision.outcome();
            }
            boolean done = current.isEmpty()
                    ? client.create(key, update)
                    : client.replace(key, current.get().tag(), DumpFormat.YJS, update);
            if (done) {
                return decision.outcome();
            }
        }
        throw StateRestore.busy(key);
    }

    private void report(
            @Nullable DocumentKey key, String file, ProjectImport.Outcome outcome, @Nullable String trouble) {
        counts.merge(outcome, 1, Integer::sum);
        String why = trouble != null ? trouble : explain(outcome, key, file);
        if (trouble != null || outcome == ProjectImport.Outcome.CONFLICT || outcome == ProjectImport.Outcome.TRASHED) {
            troubled = true;
        }
        if (json) {
            ObjectNode line = JsonMapper.shared().createObjectNode();
            line.put("file", file);
            if (key != null) {
                line.put("key", key.toString());
            }
            line.put("outcome", words(outcome));
            if (why != null) {
                line.put("why", why);
            }
            console.out().println(line);
        } else {
            console.out()
                    .println(file + ": " + (dryRun ? "would be " : "") + words(outcome)
                            + (why == null ? "" : ": " + why));
        }
    }

    private @Nullable String explain(ProjectImport.Outcome outcome, @Nullable DocumentKey key, String file) {
        return switch (outcome) {
            case CONFLICT ->
                "the document has another text, and nothing in common with this history; compare: markco doc diff "
                        + key + " " + file;
            case TRASHED -> "the document is in the trash; to have it back: markco doc untrash " + key;
            case SAME_TEXT -> "the document has all of this text, with another history";
            case EMPTY -> "an empty file without history makes no document";
            case CREATED, MERGED, UNCHANGED, REFUSED -> null;
        };
    }

    private void finish(ProjectName project, Snapshots found) {
        int orphans = found.orphans().size();
        if (orphans > 0) {
            console.say((orphans == 1 ? "1 snapshot belongs" : orphans + " snapshots belong")
                    + " to no file, and was left out: the file was deleted or renamed");
        }
        String summary = counts.entrySet().stream()
                .map(one -> one.getValue() + " " + words(one.getKey()))
                .collect(Collectors.joining(", "));
        console.say((dryRun ? "would be imported into " : "imported into ") + project + ": "
                + (summary.isEmpty() ? "no files" : summary));
    }

    private static String words(ProjectImport.Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
