package dev.markco.agent.internal.decision;

import static dev.markco.agent.internal.decision.DocumentState.NEVER;

import dev.markco.agent.internal.disk.ContentHash;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Makes of the words in tables what decisions are made from, and words of what comes of them. */
final class Situations {
    static final long NOW = 1_000_000;
    static final ContentHash HASH = ContentHash.of("text\n".getBytes(StandardCharsets.UTF_8));

    private Situations() {}

    /** Facts; {@code words} are the names of those that are so. */
    static Facts facts(String words, Facts.Relayed relay) {
        Set<String> all = words(words);
        return new Facts(
                NOW,
                all.contains("pending"),
                all.contains("detached"),
                all.contains("known"),
                all.contains("history"),
                all.contains("retired"),
                relay);
    }

    static Set<String> words(String words) {
        return new TreeSet<>(
                Set.of(words.isBlank() ? new String[] {"-"} : words.trim().split(" +")));
    }

    /** A document whose file was looked at and taken some time ago. */
    static DocumentState settled() {
        FileState file =
                FileState.unseen(TakeOnce.Occasion.ORDINARY, HASH, false).settled();
        return new DocumentState(true, true, true, DocumentState.Fate.GOING, file, Agenda.EMPTY);
    }

    static DocumentState with(Presence.Kind presence) {
        return settled().with(settled().file().with(new Presence(presence, NOW - 500)));
    }

    /** What is to be done, a word for each. */
    static String of(Turn<DocumentState, DocumentEffect> turn) {
        return turn.effects().stream().map(Situations::word).collect(Collectors.joining(" "));
    }

    private static String word(DocumentEffect effect) {
        if (effect instanceof DocumentEffect.Say) {
            return "SAY";
        } else if (effect instanceof DocumentEffect.RestoreThere) {
            return "RESTORE_THERE";
        } else if (effect instanceof DocumentEffect.TakeSave take) {
            return "TAKE(" + take.occasion() + (take.batch() ? ",BATCH)" : ")");
        } else if (effect instanceof DocumentEffect.PutFile put) {
            return "PUT(" + put.way() + ")";
        } else if (effect instanceof DocumentEffect.WakeIn wake) {
            return "WAKE(" + wake.millis() + ")";
        }
        return effect.toString();
    }

    /** A time as it is from now, {@code never} for none. */
    static String fromNow(long time) {
        return time == NEVER ? "never" : String.valueOf(time - NOW);
    }
}
