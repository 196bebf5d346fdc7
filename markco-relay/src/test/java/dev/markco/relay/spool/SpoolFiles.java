package dev.markco.relay.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A look at the spool of another process, from outside. */
public final class SpoolFiles {
    private SpoolFiles() {}

    private static List<Path> in(Path dataDirectory) {
        try (Stream<Path> files = Files.list(dataDirectory.resolve("spool"))) {
            return files.filter(file -> Segment.number(file).isPresent())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static boolean isEmpty(Path dataDirectory) {
        return in(dataDirectory).isEmpty();
    }

    /** Whether every one of these ASCII words is in some update of the spool. */
    public static boolean hold(Path dataDirectory, Collection<String> words) {
        String all = in(dataDirectory).stream()
                .flatMap(file -> read(file).stream())
                .map(entry -> new String(entry.update(), StandardCharsets.ISO_8859_1))
                .collect(Collectors.joining("\n"));
        return words.stream().allMatch(word -> all.contains(word + " "));
    }

    private static List<SpoolEntry> read(Path file) {
        try {
            return SpoolReader.read(Files.readAllBytes(file)).entries();
        } catch (NoSuchFileException e) {
            return List.of(); // its updates were saved meanwhile
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
