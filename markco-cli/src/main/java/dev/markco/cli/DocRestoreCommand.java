package dev.markco.cli;

import ch.qos.logback.classic.Level;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.text.ThreeWay;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code markco doc restore}: gives a document a text, or merges something into it, in front of everyone's eyes. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = {
            "Make a document equal to a text, or merge a Yjs state or a changed text into it.",
            "Whoever has the document open sees the difference as an edit; history is kept.",
            "A document that does not exist is made."
        },
        footer = {
            "",
            "text               the document becomes equal to it, by edits as small as can be",
            "text, --base       the changes from BASE to FILE are made in the document; what",
            "                   others changed meanwhile stays",
            "state              it is merged; one that has no history in common with the",
            "                   document is refused, for both texts would stand in a row",
            "state, --replace   the document gets the state's text, whatever their histories",
            "",
            "Examples:",
            "  markco doc restore local/notebook/01-index < other.md",
            "  markco doc restore local/notebook/01-index mine.md --base dumped.md",
            "  markco doc restore local/notebook/01-index 01-index.yjs",
            "  markco doc restore local/notebook/01-index 01-index.yjs --replace --yes"
        })
final class DocRestoreCommand implements Callable<Integer> {
    @Mixin
    Console console = new Console();

    @Mixin
    RelayOptions relay = new RelayOptions();

    @Mixin
    Confirmation confirmation = new Confirmation();

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "What the input is: text or yjs. Default: yjs for a FILE named .yjs, else text.")
    @Nullable
    RestoreFormat format;

    @Option(
            names = "--base",
            paramLabel = "BASE",
            description = "The text that FILE was made from: only what changed since is taken over.")
    @Nullable
    String base;

    @Option(
            names = "--replace",
            description =
                    "The document's text becomes that of the input, even where histories are unrelated; asks first.")
    boolean replace;

    @Option(
            names = {"-n", "--dry-run"},
            description = "Only say what would be done.")
    boolean dryRun;

    @Parameters(index = "0", paramLabel = "KEY", description = "The document, as user/project/path.")
    @Nullable
    String key;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = InputFile.STANDARD,
            description = "Where to read from; '-' is standard input, the default.")
    String file = InputFile.STANDARD;

    private enum RestoreFormat {
        TEXT,
        YJS
    }

    @Override
    public Integer call() {
        console.setUpLogging(Level.WARN);
        DocumentKey document = DocumentKey.parse(String.valueOf(key));
        boolean isState = format == null ? file.endsWith(".yjs") : format == RestoreFormat.YJS;
        if (base != null && (isState || replace) && spec != null) {
            throw UsageException.of(spec, "--base merges a text; it does not go with a Yjs state or --replace", "");
        }
        if (isState) {
            byte[] state = YjsState.read(InputFile.read(file), InputFile.name(file));
            confirm(document);
            try (RelayClient client = relay.openToMake()) {
                restoreState(client, document, state);
            }
        } else {
            String text = InputFile.readText(file);
            String from = base == null ? null : InputFile.readText(base);
            confirm(document);
            try (RelayClient client = relay.openToMake()) {
                restoreText(client, document, text, from);
            }
        }
        return ExitCode.OK;
    }

    private void confirm(DocumentKey document) {
        if (replace && !dryRun) {
            confirmation.require(console, "Replace the text of " + document + "?");
        }
    }

    private void restoreText(RelayClient client, DocumentKey document, String text, @Nullable String from) {
        if (from != null) {
            for (int tries = 0; tries < StateRestore.TRIES; tries++) {
                RemoteState current = client.state(document)
                        .orElseThrow(() -> new RelayRefusal(
                                404, "there is no document " + document, "Without --base it is made of the text."));
                String now = Histories.content(current.bytes()).text();
                String target = ThreeWay.merge(from, text, now);
                if (target.equals(now) || dryRun) {
                    report(document, now, target);
                    return;
                }
                if (client.replace(document, current.tag(), DumpFormat.TEXT, utf8(target))) {
                    report(document, now, target);
                    return;
                }
            }
            throw StateRestore.busy(document);
        }
        if (text.isEmpty() || dryRun) {
            Optional<RemoteState> current = client.state(document);
            if (text.isEmpty() && current.isEmpty()) {
                throw new RelayRefusal(
                        404,
                        "there is no document " + document + ", and an empty text makes none",
                        "Restore some text, or create the file in a directory that an agent keeps.");
            }
            if (dryRun) {
                report(document, text(current), text);
                return;
            }
        }
        client.put(document, DumpFormat.TEXT, utf8(text));
        console.say("restored " + document + " (" + Counted.of(text.length(), "character") + ")");
    }

    private void restoreState(RelayClient client, DocumentKey document, byte[] state) {
        StateRestore.Outcome outcome = new StateRestore(client, replace, dryRun).run(document, state);
        if (outcome == StateRestore.Outcome.UNRELATED) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "the state has no history in common with " + document + ", so merging them would double the text",
                    "Compare them with 'markco doc diff'; with --replace the document gets the state's text.");
        }
        String message = document
                + switch (outcome) {
                    case CREATED -> " made from the state";
                    case MERGED -> " merged with the state";
                    case REPLACED -> " given the text and the history of the state";
                    case UNCHANGED -> " has all of the state already";
                    case SAME_TEXT, UNRELATED -> " has the state's text already, with another history";
                };
        tell(dryRun ? "would be: " + message : message);
    }

    private static String text(Optional<RemoteState> state) {
        return state.map(found -> Histories.content(found.bytes()).text()).orElse("");
    }

    private void report(DocumentKey document, String before, String after) {
        UnifiedDiff diff = UnifiedDiff.of("", before, "", after);
        tell((dryRun ? "would change " : "changed ") + document + ": lines +" + diff.added() + " -" + diff.removed());
    }

    /** A dry run has no other result than what it says. */
    private void tell(String message) {
        if (dryRun) {
            console.out().println(message);
        } else {
            console.say(message);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
