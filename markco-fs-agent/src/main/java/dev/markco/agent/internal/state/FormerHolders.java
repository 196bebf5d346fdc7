package dev.markco.agent.internal.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which documents had a path before the one that has it now, for editors that still have them open and ask for that path. The
 * file has a line for each: the former path, a tab, and the document's present one. Thread-safe.
 */
public final class FormerHolders {
    /** The oldest are forgotten. */
    static final int MOST = 1_000;

    private static final Logger log = LoggerFactory.getLogger(FormerHolders.class);

    private final Path file;
    /** The present paths of the documents that had a path. */
    private final Map<String, Set<String>> holders = new LinkedHashMap<>();

    private FormerHolders(Path file) {
        this.file = file;
    }

    static FormerHolders open(Path file) {
        FormerHolders opened = new FormerHolders(file);
        try {
            for (String line : Files.readString(file).split("\n", -1)) {
                int tab = line.indexOf('\t');
                if (tab > 0) {
                    opened.add(line.substring(0, tab), line.substring(tab + 1));
                }
            }
        } catch (NoSuchFileException e) {
            log.trace("no documents took each other's paths yet", e);
        } catch (IOException e) {
            log.warn("{} is not used: {}", file, e.getMessage());
        }
        return opened;
    }

    private void add(String former, String present) {
        if (!former.equals(present)) {
            holders.computeIfAbsent(former, path -> new LinkedHashSet<>()).add(present);
        }
    }

    /** Documents got other paths at once, by their former ones. */
    public synchronized void moved(Map<String, String> paths, boolean exchanged) {
        boolean known = holders.values().stream().anyMatch(all -> all.stream().anyMatch(paths::containsKey));
        if (!exchanged && !known) {
            return;
        }
        Map<String, Set<String>> before = new LinkedHashMap<>(holders);
        holders.clear();
        before.forEach((former, all) -> all.forEach(present -> add(former, paths.getOrDefault(present, present))));
        if (exchanged) {
            paths.forEach(this::add);
        }
        while (holders.size() > MOST) {
            holders.remove(holders.keySet().iterator().next());
        }
        write();
    }

    /** The present paths of the documents that had this one. */
    public synchronized List<String> of(String path) {
        return List.copyOf(holders.getOrDefault(path, Set.of()));
    }

    /** Writes what is known in the place of what is there. */
    synchronized void write() {
        List<String> lines = new ArrayList<>();
        holders.forEach((former, all) -> all.forEach(present -> lines.add(former + "\t" + present)));
        try {
            if (!lines.isEmpty() || Files.exists(file)) {
                StateFiles.write(file, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            log.warn("{} could not be written: {}", file, e.getMessage());
        }
    }
}
