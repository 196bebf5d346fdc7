package dev.markco.cli;

import ch.qos.logback.classic.Level;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.time.SystemTime;
import dev.markco.sync.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code markco project restore}: brings a dump back, and proves that it is there. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = {
            "Bring the documents of a dump into a project, then read them back and compare",
            "text, state and hash. The dump is checked whole before anything is changed.",
            "",
            "A document that is not there is made. One with a history in common is merged,",
            "so that nothing newer is lost. One that has another text and nothing in common",
            "is refused, and then nothing at all is changed. What the dump has not stays."
        },
        footer = {
            "",
            "Examples:",
            "  markco project restore local/notebook notebook.tar.gz",
            "  markco project restore --dry-run local/notebook notebook-backup/",
            "  markco project restore local/copy notebook.tar.gz     under another name",
            "  markco project restore --replace local/notebook notebook.tar.gz",
            "",
            "Exit code: 0 all is there and proven, 1 something was refused or is damaged."
        })
final class ProjectRestoreCommand implements Callable<Integer> {
    private final Time time = SystemTime.named("markco-command");

    @Mixin
    Console console = new Console();

    @Mixin
    RelayOptions relay = new RelayOptions();

    @Mixin
    Confirmation confirmation = new Confirmation();

    @Option(
            names = "--replace",
            description = "Give documents the text that they have in the dump, whatever they have now; asks first.")
    boolean replace;

    @Option(
            names = {"-n", "--dry-run"},
            description = "Only say what would be done.")
    boolean dryRun;

    @Option(names = "--json", description = "Print what came of each document, one JSON object a line.")
    boolean json;

    @Parameters(index = "0", paramLabel = "USER/PROJECT", description = "The project that gets the documents.")
    @Nullable
    String project;

    @Parameters(
            index = "1",
            paramLabel = "DIR|FILE",
            description = "What 'markco project dump' wrote; '-' is an archive from standard input.")
    @Nullable
    String from;

    @Override
    public Integer call() {
        console.setUpLogging(Level.WARN);
        ProjectName name = Scope.parseProject(String.valueOf(project));
        String input = String.valueOf(from);
        if (!input.equals(InputFile.STANDARD)) {
            return restore(
                    name, Files.isDirectory(Path.of(input)) ? new DirectoryDump(Path.of(input)) : archive(input));
        }
        try {
            Path spooled = Files.createTempFile("markco-", ".tar.gz");
            try (Leftovers leftovers = Leftovers.of(spooled)) {
                Files.copy(System.in, spooled, StandardCopyOption.REPLACE_EXISTING);
                return restore(name, new TarDump(spooled, "standard input"));
            }
        } catch (IOException e) {
            throw InputFile.unreadable("standard input", e);
        }
    }

    private static TarDump archive(String input) {
        if (!Files.exists(Path.of(input))) {
            throw InputFile.missing(input, new NoSuchFileException(input));
        }
        return new TarDump(Path.of(input), input);
    }

    private int restore(ProjectName name, DumpSource source) {
        CheckedDump dump = CheckedDump.open(source, name);
        if (replace && !dryRun) {
            confirmation.require(
                    console, "Give the documents of " + name + " the text that they have in " + source.name() + "?");
        }
        try (RelayClient client = relay.openToMake()) {
            Map<DocumentKey, StateRestore.Outcome> planned = plan(client, name, dump);
            String refused = planned.entrySet().stream()
                    .filter(one -> one.getValue() == StateRestore.Outcome.UNRELATED)
                    .map(one -> "\n  " + one.getKey())
                    .collect(Collectors.joining());
            if (dryRun) {
                planned.forEach((key, outcome) -> print(key, outcome, null));
                return refused.isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
            }
            if (!refused.isEmpty()) {
                throw new CliException(
                        ExitCode.FAILURE,
                        "these documents have another text, and no history in common with the dump:" + refused,
                        "Nothing was changed. --replace gives them the text of the dump; another project takes all of it.");
            }
            return apply(client, name, dump);
        }
    }

    private Map<DocumentKey, StateRestore.Outcome> plan(RelayClient client, ProjectName name, CheckedDump dump) {
        Map<DocumentKey, StateRestore.Outcome> planned = new LinkedHashMap<>();
        StateRestore restore = new StateRestore(client, replace, true);
        try (Progress progress =
                Progress.of(console, "comparing", dump.manifest().documents().size(), time)) {
            dump.forEach((entry, state) -> {
                DocumentKey key = name.document(entry.docPath());
                planned.put(key, restore.runBesideTrash(key, state));
                progress.step(entry.docPath());
            });
        }
        return planned;
    }

    private int apply(RelayClient client, ProjectName name, CheckedDump dump) {
        Map<StateRestore.Outcome, Integer> counts = new EnumMap<>(StateRestore.Outcome.class);
        StateRestore restore = new StateRestore(client, replace, false);
        int[] unproven = new int[1];
        try (Progress progress =
                Progress.of(console, "restoring", dump.manifest().documents().size(), time)) {
            dump.forEach((entry, state) -> {
                DocumentKey key = name.document(entry.docPath());
                StateRestore.Outcome outcome = restore.runBesideTrash(key, state);
                counts.merge(outcome, 1, Integer::sum);
                RestoreProof proof = RestoreProof.of(
                        outcome,
                        state,
                        client.state(key).map(RemoteState::bytes).orElse(null));
                if (!proof.isGood()) {
                    unproven[0]++;
                    console.say(key + ": " + proof.words());
                }
                if (json) {
                    print(key, outcome, proof);
                }
                progress.step(entry.docPath());
            });
        }
        console.say("restored " + name + ": "
                + counts.entrySet().stream()
                        .map(one -> one.getValue() + " " + words(one.getKey()))
                        .collect(Collectors.joining(", ")));
        if (unproven[0] > 0) {
            console.say(unproven[0] + " of them are not as in the dump");
            return ExitCode.FAILURE;
        }
        console.say("read back and compared: text, state and hash of all are right");
        return ExitCode.OK;
    }

    private void print(DocumentKey key, StateRestore.Outcome outcome, @Nullable RestoreProof proof) {
        if (!json) {
            console.out().println(key + ": " + (dryRun ? "would be " : "") + words(outcome));
            return;
        }
        ObjectNode line = JsonMapper.shared().createObjectNode();
        line.put("key", key.toString());
        line.put("outcome", words(outcome));
        if (proof != null) {
            line.put("proven", proof.isGood());
            line.put("proof", proof.words());
        }
        console.out().println(line);
    }

    private static String words(StateRestore.Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
