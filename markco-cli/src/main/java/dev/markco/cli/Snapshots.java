package dev.markco.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The snapshots that mrmd-sync left of a project: base64 of a Yjs state, one a file. */
final class Snapshots {
    private static final Logger log = LoggerFactory.getLogger(Snapshots.class);
    private static final long LARGEST = 512L << 20;

    private final Path project;
    private final List<Path> directories;
    private final Map<Path, Integer> claims = new HashMap<>();

    /**
     * A project's snapshots.
     *
     * @param project its directory, absolute
     * @param directories where to look beside the files themselves
     * @param files all files of the project, relative
     */
    Snapshots(Path project, List<Path> directories, Collection<String> files) {
        this.project = project;
        this.directories = directories.stream().filter(Files::isDirectory).toList();
        for (String file : files) {
            candidates(file).forEach(candidate -> claims.merge(candidate, 1, Integer::sum));
        }
    }

    /**
     * What was found for a file.
     *
     * @param state the newest state that can be read, null when there is none
     * @param trouble what a person should know of snapshots that were not used, null when there is nothing
     */
    record Found(byte @Nullable [] state, @Nullable String trouble) {}

    /** One that can be read. */
    private record Usable(Path file, FileTime time, byte[] state) {}

    /**
     * Finds a file's snapshot: of several the one that has the file's text, else the newest.
     *
     * @param text the text of the file
     */
    Found of(String file, String text) {
        List<Usable> usable = new ArrayList<>();
        String trouble = null;
        for (Path candidate : candidates(file)) {
            try {
                byte[] state =
                        Files.size(candidate) > LARGEST ? null : YjsState.fromBase64(Files.readAllBytes(candidate));
                if (state == null) {
                    trouble = "the snapshot " + candidate + " is damaged; without its history the file's text is taken";
                    continue;
                }
                boolean shared = claims.getOrDefault(candidate, 1) > 1;
                if (shared && !Histories.content(state).text().equals(text)) {
                    trouble = "the snapshot " + candidate + " may be that of another file; it is not used";
                    continue;
                }
                usable.add(new Usable(candidate, Files.getLastModifiedTime(candidate), state));
            } catch (IOException e) {
                trouble = "the snapshot " + candidate + " cannot be read (" + Reasons.of(e) + ")";
            }
        }
        Optional<Usable> best = usable.stream()
                .max(Comparator.comparing((Usable one) ->
                                Histories.content(one.state).text().equals(text))
                        .thenComparing(Usable::time));
        return best.isPresent() ? new Found(best.get().state, null) : new Found(null, trouble);
    }

    /** Snapshots of files that are gone, in the directories of their own. */
    Set<Path> orphans() {
        Set<Path> found = new LinkedHashSet<>();
        for (Path directory : directories) {
            try (Stream<Path> files = Files.list(directory)) {
                files.filter(file -> file.toString().endsWith(".yjs") && !claims.containsKey(file))
                        .forEach(found::add);
            } catch (IOException e) {
                throw InputFile.unreadable(directory.toString(), e);
            }
        }
        return found;
    }

    /** The process of an mrmd-sync that serves the project, by the note that it leaves. */
    Optional<Long> server() {
        for (Path directory : directories) {
            try {
                JsonNode note = JsonMapper.shared().readTree(Files.readAllBytes(directory.resolve("server.pid")));
                long pid = note.isNumber() ? note.asLong(0) : note.path("pid").asLong(0);
                if (pid > 0 && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
                    return Optional.of(pid);
                }
            } catch (IOException | JacksonException e) {
                // None runs, or what is noted is no note.
                log.debug("{} has no note of a server: {}", directory, e.getMessage());
            }
        }
        return Optional.empty();
    }

    private Set<Path> candidates(String file) {
        Set<Path> found = new LinkedHashSet<>();
        for (Path directory : directories) {
            for (String name : SnapshotNames.in(project, file)) {
                if (name.length() <= 255) {
                    found.add(directory.resolve(name));
                }
            }
        }
        SnapshotNames.beside(file).forEach(name -> found.add(project.resolve(name)));
        found.removeIf(candidate -> !Files.isRegularFile(candidate));
        return found;
    }
}
