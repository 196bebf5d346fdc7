package dev.markco.bench.load;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What can be measured, by its name on the command line. */
enum LoadWorkload {
    TYPING("50 documents × 2 clients, 10,000 updates/s"),
    RUSH("50 documents × 2 clients, 30,000 updates/s"),
    CROWD("one document × 50 clients, 100 updates/s"),
    IDLE("10,000 idle documents, a client each"),
    COLD("opening a cold document of 1 MB");

    final String title;

    LoadWorkload(String title) {
        this.title = title;
    }

    /** How it is typed, where anybody types. */
    Optional<TypingWorkload> typing() {
        return switch (this) {
            case TYPING -> Optional.of(new TypingWorkload(argument(), 50, 2, 10_000));
            case RUSH -> Optional.of(new TypingWorkload(argument(), 50, 2, 30_000));
            case CROWD -> Optional.of(new TypingWorkload(argument(), 1, 50, 100));
            case IDLE, COLD -> Optional.empty();
        };
    }

    String argument() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Who can be measured with it. */
    List<Contender> contenders() {
        return Arrays.stream(Contender.values())
                .filter(contender -> this != COLD || contender.persists)
                .toList();
    }

    static Optional<LoadWorkload> of(String argument) {
        return Arrays.stream(values())
                .filter(workload -> workload.argument().equals(argument))
                .findFirst();
    }
}
