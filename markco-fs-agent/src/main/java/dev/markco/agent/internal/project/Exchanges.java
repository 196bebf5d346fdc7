package dev.markco.agent.internal.project;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What it means that the file of one document has the name of another one's: that files have taken each other's names, so that
 * their documents follow, or that one was put in the place of the other, which is an edit. Pure.
 */
final class Exchanges {
    /** How long the files must have been left as they are before a decision, in milliseconds: who renames goes step by step. */
    static final long QUIET = 1_000;
    /** How long is waited at most (R13). */
    static final long LONGEST = 3_000;

    private Exchanges() {}

    /** What there is at the name of a document's file. */
    enum Kind {
        OWN,
        /** The file of another document. */
        ANOTHERS,
        /** A file that no document had. */
        UNKNOWN,
        NOTHING
    }

    /**
     * What there is at the name of a document's file, and whose it was.
     *
     * @param owner the name of the document's file that it was, null unless it is another's
     */
    record Place(Kind kind, @Nullable String owner) {
        static final Place OWN = new Place(Kind.OWN, null);
        static final Place UNKNOWN = new Place(Kind.UNKNOWN, null);
        static final Place NOTHING = new Place(Kind.NOTHING, null);

        static Place of(String owner) {
            return new Place(Kind.ANOTHERS, owner);
        }
    }

    /**
     * The decision.
     *
     * @param moves the new name of each file whose document follows it, by its former name
     * @param replaced the names of files that another document's file was put in the place of
     * @param closed whether all went round, so that nothing can be on its way
     */
    record Decision(Map<String, String> moves, Set<String> replaced, boolean closed) {}

    /**
     * Decides. A document follows its file to another one's name only where that one's file has gone on, too, and not where
     * something new is at its own name: programs make backups like that.
     *
     * @param places what is at the name of each document's file
     * @param elsewhere the files of documents that have names which no document has, by their former names
     */
    static Decision decide(Map<String, Place> places, Map<String, String> elsewhere) {
        Map<String, String> moves = new TreeMap<>(elsewhere);
        moves.keySet().retainAll(places.keySet());
        places.forEach((name, place) -> {
            if (place.owner() != null) {
                moves.put(place.owner(), name);
            }
        });
        List<String> stay = new ArrayList<>();
        do {
            moves.keySet().removeAll(stay);
            stay.clear();
            moves.forEach((from, to) -> {
                boolean goes = isLeft(from, places, moves) && (!places.containsKey(to) || moves.containsKey(to));
                if (!goes) {
                    stay.add(from);
                }
            });
        } while (!stay.isEmpty());
        // What only got a free name is renamed as ever.
        moves.entrySet()
                .removeIf(move -> !places.containsKey(move.getValue())
                        && at(move.getKey(), places).kind() == Kind.NOTHING);
        Set<String> replaced = new TreeSet<>();
        places.forEach((name, place) -> {
            if (place.owner() != null && !name.equals(moves.get(place.owner()))) {
                replaced.add(name);
            }
        });
        return new Decision(moves, replaced, places.keySet().containsAll(moves.values()));
    }

    /** Whether nobody has the name that a file had but one that goes there. */
    private static boolean isLeft(String name, Map<String, Place> places, Map<String, String> moves) {
        Place place = at(name, places);
        return place.kind() == Kind.NOTHING || (place.owner() != null && name.equals(moves.get(place.owner())));
    }

    private static Place at(String name, Map<String, Place> places) {
        return places.getOrDefault(name, Place.UNKNOWN);
    }

    /**
     * Whether to carry a decision out now.
     *
     * @param quiet for how long it has been the same, in milliseconds
     * @param waited for how long there has been something to decide
     */
    static boolean isDue(Decision decision, long quiet, long waited) {
        boolean certain = decision.closed() && decision.replaced().isEmpty();
        return certain || quiet >= QUIET || waited >= LONGEST;
    }
}
