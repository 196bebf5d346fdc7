package dev.markco.cli.completion;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A command as completion sees it: without what is hidden, and with every text on one line.
 *
 * @param path its names from the root on, joined by spaces
 * @param names its own name and its aliases
 */
record CommandNode(
        String path,
        List<String> names,
        String description,
        List<Option> options,
        List<Values> parameters,
        boolean parametersRepeat,
        List<CommandNode> children) {

    /**
     * An option.
     *
     * @param values what it takes; null if it takes nothing
     */
    record Option(
            List<String> names,
            String description,
            @Nullable Values values,
            boolean repeats) {}

    static CommandNode of(CommandSpec spec) {
        // Each alias is an entry of its own.
        List<CommandNode> children = spec.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(child -> !child.usageMessage().hidden())
                .distinct()
                .map(CommandNode::of)
                .toList();
        List<PositionalParamSpec> positionals = spec.positionalParameters().stream()
                .filter(parameter -> !parameter.hidden())
                .sorted(Comparator.comparingInt(parameter -> parameter.index().min()))
                .toList();
        return new CommandNode(
                spec.qualifiedName(),
                Stream.concat(Stream.of(spec.name()), Stream.of(spec.aliases())).toList(),
                oneLine(spec.usageMessage().description()),
                spec.options().stream()
                        .filter(option -> !option.hidden())
                        .map(CommandNode::option)
                        .toList(),
                positionals.stream().map(Values::of).toList(),
                positionals.stream().anyMatch(parameter -> parameter.arity().max() > 1),
                children);
    }

    private static Option option(OptionSpec option) {
        boolean takesValue = option.arity().max() > 0;
        return new Option(
                List.of(option.names()),
                oneLine(option.description()),
                takesValue ? Values.of(option) : null,
                option.isMultiValue());
    }

    /** The first sentence, without its full stop. */
    private static String oneLine(String[] texts) {
        String joined =
                String.join(" ", texts).replace("%n", " ").replace("%%", "%").strip();
        int end = joined.indexOf(". ");
        String sentence = end < 0 ? joined : joined.substring(0, end);
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    /** This command and all below it, each before those below it. */
    Stream<CommandNode> all() {
        return Stream.concat(Stream.of(this), children.stream().flatMap(CommandNode::all));
    }

    /** Every way to write this command, with its aliases. */
    Stream<String> paths() {
        String parent = path.substring(0, path.lastIndexOf(' ') + 1);
        return names.stream().map(name -> parent + name);
    }

    /** What the argument at this place, from 0 on, takes; null if there is none. */
    @Nullable
    Values parameter(int index) {
        if (index < parameters.size()) {
            return parameters.get(index);
        }
        return parametersRepeat && !parameters.isEmpty() ? parameters.get(parameters.size() - 1) : null;
    }
}
