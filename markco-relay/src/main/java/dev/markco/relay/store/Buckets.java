package dev.markco.relay.store;

import dev.markco.sync.room.Authorship;
import dev.markco.yjs.DecodeException;
import dev.markco.yjs.Updates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The merging of a document's updates that only joins what is one person's, by one session and means, within one bucket of 30 s
 * (R41). By id, so that nothing that one of them says is lost (R42). Pure; takes time in proportion to the bytes.
 */
final class Buckets {
    /** How exactly the log and the past tell times. */
    static final long MILLIS = 30_000;

    private static final Logger log = LoggerFactory.getLogger(Buckets.class);

    private Buckets() {}

    /** What updates must have in common. */
    private record Bucket(Authorship authorship, long number) {
        static Bucket of(AuthoredUpdate update) {
            return new Bucket(update.authorship(), Math.floorDiv(update.receivedMillis(), MILLIS));
        }
    }

    /**
     * One update for each bucket, in the order in which buckets begin, each received when its first part was. Those that are no
     * updates stay as they are: whether bytes are one is not for the log to judge. The list itself if there is nothing to
     * merge.
     */
    static List<AuthoredUpdate> merge(List<AuthoredUpdate> updates) {
        if (updates.size() < 2) {
            return updates;
        }
        Map<Bucket, List<AuthoredUpdate>> buckets = new LinkedHashMap<>();
        for (AuthoredUpdate update : updates) {
            buckets.computeIfAbsent(Bucket.of(update), absent -> new ArrayList<>())
                    .add(update);
        }
        if (buckets.size() == updates.size()) {
            return updates;
        }
        List<AuthoredUpdate> merged = new ArrayList<>(buckets.size());
        buckets.values().forEach(bucket -> mergeInto(merged, bucket));
        return merged;
    }

    private static void mergeInto(List<AuthoredUpdate> merged, List<AuthoredUpdate> bucket) {
        AuthoredUpdate first = bucket.get(0);
        if (bucket.size() == 1) {
            merged.add(first);
            return;
        }
        try {
            byte[] together =
                    Updates.merge(bucket.stream().map(AuthoredUpdate::update).toList());
            merged.add(first.with(first.document(), together));
        } catch (DecodeException e) {
            log.warn("updates of {} do not merge and are stored one by one: {}", first.document(), e.getMessage());
            merged.addAll(bucket);
        }
    }
}
