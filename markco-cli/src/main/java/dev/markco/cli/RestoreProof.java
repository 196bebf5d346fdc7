package dev.markco.cli;

import dev.markco.agent.DocumentContent;
import org.jspecify.annotations.Nullable;

/** What a document that was read back after its restore shows. Pure. */
enum RestoreProof {
    /** Text and state are those of the dump, bit for bit. */
    EXACT("text, state and hash are those of the dump"),
    /** The text is that of the dump, and all of its history is there, beside what was there before. */
    TEXT("the text is that of the dump, and its history is there"),
    /** All of the dump's history is there, and what others wrote. */
    CONTAINED("all of the dump's history is there, and newer edits"),
    /** The text is that of the dump; the history is another one, as before. */
    SAME_TEXT("the text is that of the dump"),
    MISSING("the document is not there"),
    DIFFERENT("the document lacks something of the dump");

    private final String words;

    RestoreProof(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    boolean isGood() {
        return this != MISSING && this != DIFFERENT;
    }

    /**
     * Compares.
     *
     * @param restored what was to be restored
     * @param found the document's whole state afterwards, null when there is none
     */
    static RestoreProof of(StateRestore.Outcome outcome, byte[] restored, byte @Nullable [] found) {
        if (found == null) {
            return MISSING;
        }
        DocumentContent wanted = Histories.content(restored);
        DocumentContent now = Histories.content(found);
        if (outcome == StateRestore.Outcome.SAME_TEXT) {
            return now.equals(wanted) ? SAME_TEXT : DIFFERENT;
        }
        if (!Histories.contains(found, restored)) {
            return DIFFERENT;
        }
        if (!now.equals(wanted)) {
            // Whoever has the document open may have written since; nothing of the dump is missing.
            return CONTAINED;
        }
        boolean same = Histories.load(found)
                .stateDigest()
                .equals(Histories.load(restored).stateDigest());
        return same ? EXACT : TEXT;
    }
}
