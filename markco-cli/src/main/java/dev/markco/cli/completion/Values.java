package dev.markco.cli.completion;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.ArgSpec;

/**
 * What an option or argument takes, as far as it can be completed.
 *
 * @param words the values themselves, of {@link Kind#WORDS}
 */
record Values(Kind kind, List<String> words) {
    /** Where candidates come from; those that the relay knows are asked for as the user types. */
    enum Kind {
        ANYTHING,
        FILES,
        DIRECTORIES,
        KEYS,
        PROJECTS,
        WORDS
    }

    static Values of(ArgSpec argument) {
        List<String> words = new ArrayList<>();
        if (argument.completionCandidates() != null) {
            argument.completionCandidates().forEach(words::add);
        }
        if (!words.isEmpty()) {
            boolean constants = argument.type().isEnum();
            return new Values(
                    Kind.WORDS,
                    constants
                            ? words.stream()
                                    .map(word -> word.toLowerCase(Locale.ROOT).replace('_', '-'))
                                    .toList()
                            : words);
        }
        Kind kind = switch (argument.paramLabel().replaceAll("[^A-Z/|]", "")) {
            case "FILE", "DIR|FILE", "FILE|KEY" -> Kind.FILES;
            case "DIR" -> Kind.DIRECTORIES;
            case "KEY", "FROM", "TO" -> Kind.KEYS;
            case "USER/PROJECT" -> Kind.PROJECTS;
            default -> Kind.ANYTHING;
        };
        return new Values(kind, List.of());
    }
}
