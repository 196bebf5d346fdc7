package dev.markco.agent.internal.decision;

import dev.markco.agent.internal.decision.RelayState.Phase;
import dev.markco.agent.internal.decision.RelayState.Sent;
import dev.markco.agent.internal.decision.RelayState.Told;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * States, events and effects of {@link RelayDecision} in words, for tables.
 *
 * <p>A state is its phase, its standing ({@code unknown}, {@code absent}, {@code listed:<id>:<hash>} with {@code -} for what is
 * not known), and whatever is not as it is at first. A vector is the digits of its clients, {@code 0} for none. Updates are
 * {@code u1} to {@code u3}, of those clients, {@code u0} without anything, and {@code big}, which has twelve million bytes and more.
 */
final class RelayWords {
    private static final Map<String, byte[]> UPDATES = updates();

    private RelayWords() {}

    private static Map<String, byte[]> updates() {
        Map<String, byte[]> updates = new LinkedHashMap<>();
        updates.put("u0", Updates.empty());
        for (int client = 1; client <= 3; client++) {
            YDoc doc = new YDoc(client);
            doc.getText("content").insert(0, "text of " + client);
            updates.put("u" + client, doc.encodeStateAsUpdate());
        }
        for (String pair : List.of("u1+u2", "u1+u3", "u2+u3")) {
            String[] both = pair.split("\\+", -1);
            updates.put(pair, Updates.merge(List.of(get(updates, both[0]), get(updates, both[1]))));
        }
        YDoc large = new YDoc(9);
        large.getText("content").insert(0, "x".repeat(12_000_000));
        updates.put("big", large.encodeStateAsUpdate());
        return updates;
    }

    private static byte[] get(Map<String, byte[]> updates, String name) {
        byte[] update = updates.get(name);
        if (update == null) {
            throw new IllegalArgumentException("no update " + name);
        }
        return update;
    }

    static byte[] update(String name) {
        return get(UPDATES, name);
    }

    private static String name(byte[] update) {
        return UPDATES.entrySet().stream()
                .filter(known -> Arrays.equals(known.getValue(), update))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("an update of " + update.length + " bytes");
    }

    private static UpdatePile pile(String names) {
        UpdatePile pile = UpdatePile.EMPTY;
        for (String name : names.split(",", -1)) {
            pile = pile.plus(update(name));
        }
        return pile;
    }

    private static String names(UpdatePile pile) {
        return pile.inOrder().stream().map(RelayWords::name).collect(Collectors.joining(","));
    }

    static StateVector vector(String clients) {
        Map<Long, Integer> clocks = new HashMap<>();
        clients.chars().filter(digit -> digit != '0').forEach(digit -> clocks.put((long) digit - '0', 5));
        return StateVector.of(clocks);
    }

    private static String name(StateVector vector) {
        return vector.isEmpty()
                ? "0"
                : vector.clients().stream().sorted().map(String::valueOf).collect(Collectors.joining());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Standing standing(String word) {
        if (word.equals("unknown")) {
            return Standing.UNKNOWN;
        }
        if (word.equals("absent")) {
            return Standing.absent(null);
        }
        String[] parts = word.split(":", -1);
        return Standing.listed(known(parts[1]), known(parts[2]));
    }

    private static @Nullable String known(String word) {
        return word.equals("-") ? null : word;
    }

    private static String word(@Nullable String known) {
        return known == null ? "-" : known;
    }

    private static String word(Standing standing) {
        return standing.isListed()
                ? "listed:" + word(standing.id()) + ":" + word(standing.stateHash())
                : standing.isAbsent() ? "absent" : "unknown";
    }

    static RelayState state(String words) {
        List<String> all = List.of(words.trim().split(" +", -1));
        Map<String, String> more = new HashMap<>();
        for (String word : all.subList(2, all.size())) {
            String[] pair = word.split("[:=]", 2);
            more.put(pair[0], pair.length == 1 ? "" : pair[1]);
        }
        String theirs = more.remove("theirs");
        String answer = more.remove("answer");
        String early = more.remove("early");
        String waiting = more.remove("waiting");
        String denied = more.remove("denied");
        RelayState state = new RelayState(
                Phase.valueOf(all.get(0).toUpperCase(Locale.ROOT).replace('-', '_')),
                standing(all.get(1)),
                more.remove("agreed") != null,
                more.remove("caught-up") != null,
                count(more.remove("attempts")),
                more.remove("adopting") != null,
                more.remove("preceded") != null,
                more.remove("empty") != null,
                denied == null ? null : denied.replace('_', ' '),
                new Told(
                        theirs == null ? null : vector(theirs),
                        answer == null ? null : update(answer),
                        early == null ? UpdatePile.EMPTY : pile(early)),
                new Sent(
                        waiting == null ? UpdatePile.EMPTY : pile(waiting),
                        count(more.remove("unacked")),
                        count(more.remove("older")),
                        count(more.remove("refusals"))));
        if (!more.isEmpty()) {
            throw new IllegalArgumentException("no words of a state: " + more);
        }
        return state;
    }

    private static int count(@Nullable String number) {
        return number == null ? 0 : Integer.parseInt(number);
    }

    static String words(RelayState state) {
        List<String> words = new ArrayList<>(List.of(word(state.phase()), word(state.standing())));
        add(words, state.agreed(), "agreed");
        add(words, state.caughtUp(), "caught-up");
        add(words, state.attempts() > 0, "attempts=" + state.attempts());
        add(words, state.adopting(), "adopting");
        add(words, state.preceded(), "preceded");
        add(words, state.relayEmpty(), "empty");
        String denied = state.denied();
        add(words, denied != null, "denied:" + word(denied).replace(' ', '_'));
        StateVector theirs = state.told().theirs();
        add(words, theirs != null, "theirs:" + (theirs == null ? "" : name(theirs)));
        byte[] answer = state.told().answer();
        add(words, answer != null, "answer:" + (answer == null ? "" : name(answer)));
        add(
                words,
                !state.told().early().isEmpty(),
                "early:" + names(state.told().early()));
        Sent sent = state.sent();
        add(words, !sent.waiting().isEmpty(), "waiting:" + names(sent.waiting()));
        add(words, sent.unacknowledged() > 0, "unacked=" + sent.unacknowledged());
        add(words, sent.older() > 0, "older=" + sent.older());
        add(words, sent.refusals() > 0, "refusals=" + sent.refusals());
        return String.join(" ", words);
    }

    private static void add(List<String> words, boolean holds, String word) {
        if (holds) {
            words.add(word);
        }
    }

    static RelayEvent event(String words) {
        String[] parts = words.trim().split(" +", -1);
        String more = parts.length > 1 ? parts[1] : "";
        return switch (parts[0]) {
            case "stood" -> new RelayEvent.Stood(standing(more));
            case "changed" -> new RelayEvent.Changed(more);
            case "opened" -> new RelayEvent.Opened();
            case "refused-us" -> new RelayEvent.Denied(more);
            case "lost" -> new RelayEvent.Lost();
            case "closed" -> new RelayEvent.Closed();
            case "stopped" -> new RelayEvent.Stopped();
            case "vector" -> new RelayEvent.VectorCame(vector(more));
            case "answer" -> new RelayEvent.AnswerCame(update(more));
            case "update" -> new RelayEvent.UpdateCame(update(more));
            case "ack" -> new RelayEvent.Acknowledged(true);
            case "nack" -> new RelayEvent.Acknowledged(false);
            case "edited" -> new RelayEvent.Edited(update(more));
            case "socket-free" -> new RelayEvent.SocketFree();
            case "turned" -> new RelayEvent.Turned(!more.equals("offline"), identity(more));
            case "weighed" -> new RelayEvent.Weighed(more.equals("same"), more.equals("empty"));
            case "compared" -> new RelayEvent.Compared(vector(more));
            case "created" -> new RelayEvent.Created(more, parts[2]);
            case "preceded" -> new RelayEvent.Preceded();
            case "filled" -> new RelayEvent.Filled();
            case "edits-seen" -> new RelayEvent.EditsSeen(true);
            case "no-edits-seen" -> new RelayEvent.EditsSeen(false);
            case "edits-sent" -> new RelayEvent.EditsSent(true);
            case "edits-not-sent" -> new RelayEvent.EditsSent(false);
            case "adoption-ended" -> new RelayEvent.AdoptionEnded();
            case "adopted" -> new RelayEvent.Adopted();
            case "failed" -> new RelayEvent.Failed();
            default -> throw new IllegalArgumentException("no event: " + words);
        };
    }

    private static @Nullable String identity(String more) {
        return more.isEmpty() || more.equals("offline") ? null : more;
    }

    static String words(List<RelayEffect> effects) {
        return effects.isEmpty() ? "-" : effects.stream().map(RelayWords::words).collect(Collectors.joining(" "));
    }

    private static String words(RelayEffect effect) {
        if (effect instanceof RelayEffect.Move move) {
            return word(move);
        } else if (effect instanceof RelayEffect.Talk talk) {
            return word(talk);
        } else if (effect instanceof RelayEffect.SendEdits send) {
            return "send-edits:" + name(send.theirs());
        } else if (effect instanceof RelayEffect.Merge merge) {
            return "merge:" + name(merge.update());
        } else if (effect instanceof RelayEffect.SendLacking send) {
            return "send-lacking:" + name(send.theirs());
        } else if (effect instanceof RelayEffect.Hand hand) {
            return "hand:" + name(hand.update());
        } else {
            return "warn";
        }
    }
}
