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

        /** Documents took each other's names here, which the relay does not know; in this order, each name is free there. */
        record Turn(List<Move> moves) implements Step {}

        /** Documents took each other's names there; so do our files. */
        record FollowAll(List<Follow> follows) implements Step {}

        /** The relay has it, and we do not. */
        record Take(Listed document) implements Step {}
    }

    /** A document that is to be moved on the relay; {@code docPath} is its path here. */
    record Move(String docPath, String id, String from, String to) {}

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
        List<Step.Follow> follows = new ArrayList<>();
        List<Step.Lead> leads = new ArrayList<>();
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
                place(document, there, follows, leads, others);
            }
        }
        for (Listed document : listed) {
            if (!known.contains(document.id())) {
                others.add(new Step.Take(document));
            }
        }
        List<Step> all = new ArrayList<>(burials);
        all.addAll(together(follows));
        all.addAll(inOrder(leads));
        all.addAll(others);
        return all;
    }

    /** Those of which one takes the name that another one has are one step. */
    private static List<Step> together(List<Step.Follow> follows) {
        Set<String> left = new HashSet<>();
        Set<String> taken = new HashSet<>();
        follows.forEach(follow -> {
            left.add(follow.docPath());
            taken.add(follow.to());
        });
        List<Step> steps = new ArrayList<>();
        List<Step.Follow> tangled = new ArrayList<>();
        for (Step.Follow follow : follows) {
            if (left.contains(follow.to()) || taken.contains(follow.docPath())) {
                tangled.add(follow);
            } else {
                steps.add(follow);
            }
        }
        if (!tangled.isEmpty()) {
            steps.add(new Step.FollowAll(tangled));
        }
        return steps;
    }

    /** Those of which one needs the name that another one leaves go in the order in which names get free. */
    private static List<Step> inOrder(List<Step.Lead> leads) {
        Set<String> left = new HashSet<>();
        Set<String> taken = new HashSet<>();
        leads.forEach(lead -> {
            left.add(lead.from());
            taken.add(lead.docPath());
        });
        List<Step> steps = new ArrayList<>();
        List<Step.Lead> tangled = new ArrayList<>();
        for (Step.Lead lead : leads) {
            if (left.contains(lead.docPath()) || taken.contains(lead.from())) {
                tangled.add(lead);
            } else {
                steps.add(lead);
            }
        }
        if (!tangled.isEmpty()) {
            steps.add(new Step.Turn(turn(tangled)));
        }
        return steps;
    }

    private static List<Move> turn(List<Step.Lead> leads) {
        List<Step.Lead> pending = new ArrayList<>(leads);
        List<Move> moves = new ArrayList<>();
        while (!pending.isEmpty()) {
            int free = 0;
            while (free < pending.size() && isLeft(pending.get(free).docPath(), pending)) {
                free++;
            }
            if (free < pending.size()) {
                Step.Lead next = pending.remove(free);
                moves.add(new Move(next.docPath(), next.id(), next.from(), next.docPath()));
            } else {
                // They go in a circle: one steps aside.
                Step.Lead first = pending.get(0);
                String aside = aside(first.docPath(), first.id());
                moves.add(new Move(first.docPath(), first.id(), first.from(), aside));
                pending.set(0, new Step.Lead(first.docPath(), first.id(), aside));
            }
        }
        return moves;
    }

    private static boolean isLeft(String path, List<Step.Lead> pending) {
        return pending.stream().anyMatch(lead -> lead.from().equals(path));
    }

    /** The path that a document has on the relay for a moment while the one that it is to have gets free. */
    static String aside(String docPath, String id) {
        return docPath + ".moving-" + id.substring(0, Math.min(id.length(), 8));
    }

    /** Where both moved it, the relay's name is the one. */
    private static void place(
            Ours document, Listed there, List<Step.Follow> follows, List<Step.Lead> leads, List<Step> others) {
        if (there.docPath().equals(document.docPath())) {
            others.add(new Step.Stand(document.docPath(), standing(there, there.id())));
        } else if (there.docPath().equals(document.agreedPath())
                || there.docPath().equals(aside(document.docPath(), there.id()))) {
            leads.add(new Step.Lead(document.docPath(), there.id(), there.docPath()));
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
