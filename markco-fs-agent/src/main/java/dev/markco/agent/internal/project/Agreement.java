package dev.markco.agent.internal.project;

import dev.markco.agent.internal.decision.Standing;
import dev.markco.agent.internal.uplink.Listed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the relay's list of documents means for ours, one by one. An absent document is never taken for a deleted one (R12):
 * only an identity in the trash is. Pure.
 */
final class Agreement {
    private Agreement() {}

    /**
     * A document of ours.
     *
     * @param id its identity on the relay, null when it was never there as far as we know
     * @param agreedPath its path when the relay and we last agreed about that, null as above
     * @param joining the identity of the relay's document that had its path in the last list, and that it may be about to
     *     become one with; null for none
     */
    record Ours(
            String docPath,
            @Nullable String id,
            @Nullable String agreedPath,
            @Nullable String joining) {}

    /** What is to be done about one document. */
    sealed interface Step {
        /** Sync it under its path. */
        record Stand(String docPath, Standing standing) implements Step {}

        /** It was put into the trash there. */
        record Bury(String docPath, String id) implements Step {}

        /** It is not there, nor in the trash: perhaps it was moved to another project. */
        record Seek(String docPath, String id) implements Step {}

        /** It was moved there; so is our file. */
        record Follow(String docPath, String id, String to) implements Step {}

        /** It was moved here, which the relay does not know. */
        record Lead(String docPath, String id, String from) implements Step {}

        /** The relay has it, and we do not. */
        record Take(Listed document) implements Step {}
    }

    /** Whether one of ours is neither listed nor without identity, so that it may be in the trash. */
    static boolean needsTrash(Collection<Ours> ours, List<Listed> listed) {
        Set<String> ids = new HashSet<>();
        listed.forEach(document -> ids.add(document.id()));
        return ours.stream().anyMatch(document -> document.id() != null && !ids.contains(document.id()));
    }

    /** The steps, those that free names first. */
    static List<Step> steps(Collection<Ours> ours, List<Listed> listed, Set<String> trashed) {
        Map<String, Listed> byId = new HashMap<>();
        Map<String, Listed> byPath = new HashMap<>();
        for (Listed document : listed) {
            byId.put(document.id(), document);
            byPath.put(document.docPath(), document);
        }
        List<Step> burials = new ArrayList<>();
        List<Step> follows = new ArrayList<>();
        List<Step> others = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (Ours document : ours) {
            String id = document.id();
            Listed there = id == null ? null : byId.get(id);
            Listed joined = id == null && document.joining() != null ? byId.get(document.joining()) : null;
            if (joined != null && !byPath.containsKey(document.docPath())) {
                known.add(joined.id());
                follows.add(new Step.Follow(document.docPath(), joined.id(), joined.docPath()));
            } else if (id == null || (there == null && !trashed.contains(id))) {
                Listed named = byPath.get(document.docPath());
                if (named != null) {
                    known.add(named.id());
                }
                others.add(
                        id != null && named == null
                                ? new Step.Seek(document.docPath(), id)
                                : new Step.Stand(document.docPath(), standing(named, id)));
            } else if (there == null) {
                burials.add(new Step.Bury(document.docPath(), id));
            } else {
                known.add(id);
                place(document, there, follows, others);
            }
        }
        for (Listed document : listed) {
            if (!known.contains(document.id())) {
                others.add(new Step.Take(document));
            }
        }
        List<Step> all = new ArrayList<>(burials);
        all.addAll(follows);
        all.addAll(others);
        return all;
    }

    /** Where both moved it, the relay's name is the one. */
    private static void place(Ours document, Listed there, List<Step> follows, List<Step> others) {
        if (there.docPath().equals(document.docPath())) {
            others.add(new Step.Stand(document.docPath(), standing(there, there.id())));
        } else if (there.docPath().equals(document.agreedPath())) {
            others.add(new Step.Lead(document.docPath(), there.id(), there.docPath()));
        } else {
            follows.add(new Step.Follow(document.docPath(), there.id(), there.docPath()));
        }
    }

    private static Standing standing(@Nullable Listed document, @Nullable String sought) {
        return document == null
                ? Standing.absent(sought)
                : Standing.listed(document.id(), document.stateHash()).soughtAs(sought);
    }
}
