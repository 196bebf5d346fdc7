package dev.markco.bench.work;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one process has to do.
 *
 * @param input the file with the workload's input
 * @param minRounds however long they take
 * @param seconds rounds are begun until then
 * @param state the file to write the encoded document to
 * @param otherState the file with what markco encoded, for yjs to read it
 */
public record Turn(
        Kind kind,
        Path input,
        int minRounds,
        int seconds,
        Path state,
        @Nullable Path otherState) {
    /** As the arguments of a worker. */
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(
                kind.argument(),
                input.toString(),
                Integer.toString(minRounds),
                Integer.toString(seconds),
                state.toString()));
        if (otherState != null) {
            arguments.add(otherState.toString());
        }
        return arguments;
    }

    static Turn of(String... arguments) {
        return new Turn(
                Kind.of(arguments[0]),
                Path.of(arguments[1]),
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]),
                Path.of(arguments[4]),
                null);
    }
}
