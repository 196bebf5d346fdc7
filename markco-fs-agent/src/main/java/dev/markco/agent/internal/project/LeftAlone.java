package dev.markco.agent.internal.project;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why files and documents that are left alone are, by name. Thread-safe, except where said. */
final class LeftAlone {
    private static final Logger log = LoggerFactory.getLogger(LeftAlone.class);

    private final Map<String, String> reasons = new ConcurrentHashMap<>();

    /** What the last scan left alone; confined to who scans. */
    private Set<String> scanned = Set.of();

    /** Notes that a file or a document is left alone; it is told once. */
    void report(String name, String why) {
        if (!why.equals(reasons.put(name, why))) {
            log.warn("'{}' is left alone: {}", name, why);
        }
    }

    /**
     * Notes what a scan left alone. What was said of others before is not so any more where a scan had said it, or where it is {@code
     * over}. To be called by one thread.
     */
    void reportScan(Map<String, String> found, Predicate<String> over) {
        reasons.keySet().removeIf(name -> !found.containsKey(name) && (scanned.contains(name) || over.test(name)));
        found.forEach(this::report);
        scanned = Set.copyOf(found.keySet());
    }

    /** All reasons, by name; a view. */
    Map<String, String> reasons() {
        return reasons;
    }
}
