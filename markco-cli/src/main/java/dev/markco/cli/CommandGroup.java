package dev.markco.cli;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that does nothing but hold others: called alone, it asks which of them is meant. */
abstract class CommandGroup implements Runnable {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    ColorOption color = new ColorOption();

    @Override
    public final void run() {
        CommandSpec own = spec;
        if (own == null) {
            throw new IllegalStateException("not run by picocli");
        }
        throw UsageException.of(
                own,
                "which command? "
                        + own.subcommands().values().stream()
                                .map(CommandLine::getCommandSpec)
                                .filter(command -> !command.usageMessage().hidden())
                                .map(CommandSpec::name)
                                .distinct()
                                .collect(Collectors.joining(", ")),
                "");
    }
}
