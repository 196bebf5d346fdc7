package dev.markco.dist;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The manual: a page in roff for each command, from the same model that its help comes from. The text of a page changes
 * only when the command does, so it bears neither date nor version.
 */
final class ManPages {
    /** The longest line of an example on a terminal of 80 columns, where examples are not indented. */
    private static final int PAGE_WIDTH = 78;

    private static final int INDENTATION = 7;

    private static final String[][] EXIT_CODES = {
        {"0", "All went well."},
        {"1", "It failed."},
        {"2", "The command line, or a setting, is wrong."},
        {"3", "Something is unhealthy, or only a part could be done."},
        {"4", "It is not permitted."},
        {"5", "The relay or the database cannot be reached."},
        {"6", "There is no such document, project or directory."},
        {"7", "Something else has it locked."},
        {"130, 143", "It was ended by Ctrl-C, or by SIGTERM."},
    };

    private final CommandSpec spec;
    private final StringBuilder out = new StringBuilder();

    private ManPages(CommandSpec spec) {
        this.spec = spec;
    }

    /** The pages of a command and of all below it, by file name. */
    static SortedMap<String, String> of(CommandSpec root) {
        SortedMap<String, String> pages = new TreeMap<>();
        pages.put(fileName(root), new ManPages(root).page());
        children(root).forEach(child -> pages.putAll(of(child)));
        return pages;
    }

    /** The commands below a command that are not hidden, each once. */
    private static List<CommandSpec> children(CommandSpec spec) {
        return spec.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(child -> !child.usageMessage().hidden())
                .distinct()
                .toList();
    }

    private static String name(CommandSpec spec) {
        return spec.qualifiedName("-");
    }

    private static String fileName(CommandSpec spec) {
        return name(spec) + ".1";
    }

    private String page() {
        line(".\\\" Generated from the command model; see CONTRIBUTING.md.");
        line(".TH \"" + escaped(name(spec).toUpperCase(Locale.ROOT)) + "\" 1 \"\" markco \"markco manual\"");
        line(".nh");
        line(".ad l");
        line(".SH NAME");
        String[] description = spec.usageMessage().description();
        line(escaped(name(spec)) + " \\- " + escaped(summary(description)));
        line(".SH SYNOPSIS");
        synopsis();
        line(".SH DESCRIPTION");
        description(description);
        if (spec.aliases().length > 0) {
            paragraph("Other names: " + String.join(", ", spec.aliases()) + ".");
        }
        commands();
        arguments();
        options();
        footer();
        line(".SH EXIT STATUS");
        for (String[] code : EXIT_CODES) {
            line(".TP");
            line(".B " + code[0]);
            line(escaped(code[1]));
        }
        seeAlso();
        return out.toString();
    }

    private void synopsis() {
        String text = new Help(spec, Help.defaultColorScheme(Help.Ansi.OFF))
                .abbreviatedSynopsis()
                .strip()
                .replaceFirst("^" + Pattern.quote(spec.qualifiedName()), "")
                .strip();
        line(".B " + escaped(spec.qualifiedName()));
        if (!text.isEmpty()) {
            line(escaped(text));
        }
    }

    private void commands() {
        List<CommandSpec> children = children(spec);
        if (children.isEmpty()) {
            return;
        }
        line(".SH COMMANDS");
        for (CommandSpec child : children) {
            line(".TP");
            line("\\fB" + escaped(child.name()) + "\\fR");
            line(escaped(summary(child.usageMessage().description()) + "."));
        }
    }

    private void arguments() {
        List<PositionalParamSpec> parameters = spec.positionalParameters().stream()
                .filter(parameter -> !parameter.hidden())
                .sorted(Comparator.comparingInt(parameter -> parameter.index().min()))
                .toList();
        if (parameters.isEmpty()) {
            return;
        }
        line(".SH ARGUMENTS");
        for (PositionalParamSpec parameter : parameters) {
            line(".TP");
            line("\\fI" + escaped(parameter.paramLabel()) + "\\fR");
            line(escaped(text(parameter.description())));
        }
    }

    private void options() {
        List<OptionSpec> options =
                spec.options().stream().filter(option -> !option.hidden()).toList();
        if (options.isEmpty()) {
            return;
        }
        line(".SH OPTIONS");
        for (OptionSpec option : options) {
            String value = option.arity().max() > 0
                    ? (option.longestName().startsWith("--") ? "=" : " ") + "\\fI" + escaped(option.paramLabel())
                            + "\\fR"
                    : "";
            line(".TP");
            line(Arrays.stream(option.names())
                            .sorted(Comparator.comparingInt(String::length))
                            .map(name -> "\\fB" + escaped(name) + "\\fR")
                            .collect(Collectors.joining(", "))
                    + value);
            line(escaped(text(option.description())));
        }
    }

    /** What stands below a command's help: its examples as they are to be typed, and notes. */
    private void footer() {
        List<String> notes = new ArrayList<>();
        List<String> examples = new ArrayList<>();
        boolean inExamples = false;
        for (String raw : spec.usageMessage().footer()) {
            for (String one : plain(raw).split("\n", -1)) {
                if (one.matches("(Examples?|Start here):")) {
                    inExamples = true;
                } else if (inExamples && (one.isBlank() || one.startsWith(" "))) {
                    examples.add(one);
                } else {
                    inExamples = false;
                    notes.add(one);
                }
            }
        }
        if (notes.stream().anyMatch(note -> !note.isBlank())) {
            line(".SH NOTES");
            verbatim(notes);
        }
        if (!examples.isEmpty()) {
            line(".SH EXAMPLES");
            String block = String.join("\n", examples).stripTrailing();
            block(block.lines()
                    .map(one -> one.replaceFirst("^ {1,2}", ""))
                    .flatMap(ManPages::fitted)
                    .toList());
        }
    }

    /** An example that is too wide for a page has what is said of it on a line of its own. */
    private static Stream<String> fitted(String example) {
        String[] parts = example.split(" {2,}(?=\\S)", 2);
        return example.length() <= PAGE_WIDTH || parts.length < 2
                ? Stream.of(example)
                : Stream.of(parts[0], "    " + parts[1]);
    }

    /** Paragraphs are filled; what is indented, or in columns, stays as it is. */
    private void verbatim(List<String> lines) {
        List<String> kept = new ArrayList<>();
        boolean started = false;
        for (String one : lines) {
            if (one.matches("(?s) .*|.*\\S {3,}\\S.*")) {
                kept.add(one);
                continue;
            }
            block(kept);
            kept.clear();
            if (!one.isBlank()) {
                line(escaped(one));
                started = true;
            } else if (started) {
                line(".PP");
            }
        }
        block(kept);
    }

    /** Lines as they are; where they would not fit otherwise, from the left edge on. */
    private void block(List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        boolean wide = lines.stream().anyMatch(one -> one.length() > PAGE_WIDTH - INDENTATION);
        if (wide) {
            line(".in 0");
        }
        line(".nf");
        lines.stream().map(ManPages::escaped).forEach(this::line);
        line(".fi");
        if (wide) {
            line(".in");
        }
    }

    private void seeAlso() {
        List<String> others = new ArrayList<>();
        CommandSpec parent = spec.parent();
        if (parent != null) {
            others.add(name(parent));
            children(parent).stream().filter(sibling -> sibling != spec).forEach(sibling -> others.add(name(sibling)));
        }
        children(spec).forEach(child -> others.add(name(child)));
        if (others.isEmpty()) {
            return;
        }
        line(".SH SEE ALSO");
        line(others.stream().map(other -> "\\fB" + escaped(other) + "\\fR(1)").collect(Collectors.joining(",\n")));
    }

    /** A line that ends a sentence ends a paragraph; others go on. */
    private void description(String[] lines) {
        StringBuilder text = new StringBuilder();
        for (String one : lines) {
            text.append(text.isEmpty() ? "" : " ").append(one);
            if (one.endsWith(".")) {
                paragraph(text.toString());
                text.setLength(0);
            }
        }
        paragraph(text.toString());
    }

    private void paragraph(String text) {
        String plain = plain(text);
        if (!plain.isBlank()) {
            line(".PP");
            plain.strip().lines().map(ManPages::escaped).forEach(this::line);
        }
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    /** The first sentence, without its full stop. */
    private static String summary(String[] description) {
        String whole = text(description);
        int end = whole.indexOf(". ");
        String first = end < 0 ? whole : whole.substring(0, end);
        return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
    }

    private static String text(String[] lines) {
        return plain(String.join(" ", lines)).replace('\n', ' ').strip();
    }

    /** Without picocli's markup and format escapes. */
    private static String plain(String text) {
        return text.replaceAll("@\\|\\S+ ([^|]*)\\|@", "$1").replace("%n", "\n").replace("%%", "%");
    }

    /** As roff that prints exactly this: every hyphen is one that can be copied, no line is a request. */
    private static String escaped(String text) {
        String escaped = text.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("~", "\\(ti")
                .replace("^", "\\(ha");
        escaped = escaped.replace("`", "\\(ga").replace("'", "\\(aq").replace("\"", "\\(dq");
        return escaped.startsWith(".") ? "\\&" + escaped : escaped;
    }
}
