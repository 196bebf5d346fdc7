package dev.markco.cli;

import ch.qos.logback.classic.Level;
import dev.markco.agent.DocumentContent;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.InvalidKeyException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code markco doc diff}: where a document differs from a file or from another document. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = {
            "Print how a document's text differs from a file, standard input or another document,",
            "as 'diff -u' does. The line ends and byte order mark of a file are not part of the text."
        },
        footer = {
            "",
            "Examples:",
            "  markco doc diff local/notebook/01-index 01-index.md",
            "  markco doc diff local/notebook/01-index local/notebook/02-analysis",
            "  pandoc notes.docx -t gfm | markco doc diff local/notebook/notes",
            "",
            "Exit code: 0 the texts are equal, 1 they differ, more when they could not be",
            "compared: 3 a failure, 6 there is no such document or file."
        })
final class DocDiffCommand implements Callable<Integer> {
    private static final int DIFFERENT = 1;

    @Mixin
    Console console = new Console();

    @Mixin
    RelayOptions relay = new RelayOptions();

    @Option(names = "--json", description = "Print one JSON object: equal, added, removed, changes.")
    boolean json;

    @Option(
            names = {"-U", "--unified"},
            paramLabel = "LINES",
            defaultValue = "3",
            description = "How many equal lines to show around a change (default: ${DEFAULT-VALUE}).")
    int context;

    @Parameters(index = "0", paramLabel = "KEY", description = "The document, as user/project/path.")
    @Nullable
    String key;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE|KEY",
            defaultValue = InputFile.STANDARD,
            description = "What to compare with: a file if there is one, else a document; '-' is standard input.")
    String other = InputFile.STANDARD;

    @Spec
    @Nullable
    CommandSpec spec;

    /** A text with the name it is shown under. */
    private record Side(String name, String text) {}

    @Override
    public Integer call() {
        console.setUpLogging(Level.WARN);
        if (json && spec != null && Secret.isGiven(spec, "--unified")) {
            throw UsageException.of(
                    spec, "--unified is for the text of the difference; it does not go with --json", "");
        }
        if (context < 0) {
            throw new CliException(ExitCode.USAGE, "--unified cannot be negative", "Give it 0 or more lines.");
        }
        DocumentKey document = DocumentKey.parse(String.valueOf(key));
        DocumentKey second = otherDocument();
        try {
            DocumentContent content;
            Side to;
            String file = second == null ? other : null;
            byte[] read = file == null ? null : InputFile.read(file);
            try (RelayClient client = relay.open()) {
                content = Histories.content(client.get(document, DumpFormat.YJS));
                to = second == null
                        ? side(other, read == null ? new byte[0] : read, content)
                        : new Side(
                                second.toString(),
                                Histories.content(client.get(second, DumpFormat.YJS))
                                        .text());
            }
            return print(UnifiedDiff.of(document.toString(), content.text(), to.name(), to.text()));
        } catch (CliException e) {
            throw e.exitCode() == DIFFERENT
                    ? new CliException(ExitCode.UNHEALTHY, String.valueOf(e.getMessage()), e.hint(), e)
                    : e;
        }
    }

    private int print(UnifiedDiff diff) {
        if (json) {
            console.out().println(diff.toJson());
        } else {
            console.out().print(diff.format(context, console.palette()));
            console.out().flush();
        }
        return diff.isEqual() ? ExitCode.OK : DIFFERENT;
    }

    private static Side side(String file, byte[] read, DocumentContent known) {
        DocumentContent content = DocumentContent.ofFile(read, known);
        if (content == null) {
            throw new CliException(ExitCode.USAGE, InputFile.name(file) + " is not UTF-8 text", "Name a text file.");
        }
        return new Side(InputFile.name(file), content.text());
    }

    /** The other document, null when a file or standard input is meant. */
    private @Nullable DocumentKey otherDocument() {
        if (other.equals(InputFile.STANDARD)) {
            return null;
        }
        try {
            if (Files.exists(Path.of(other))) {
                return null;
            }
        } catch (InvalidPathException e) {
            return DocumentKey.parse(other);
        }
        try {
            return DocumentKey.parse(other);
        } catch (InvalidKeyException e) {
            throw new CliException(
                    ExitCode.NOT_FOUND,
                    "there is no file " + other + ", and no document can be named so",
                    "Name a file, or a document as user/project/path.",
                    e);
        }
    }
}
