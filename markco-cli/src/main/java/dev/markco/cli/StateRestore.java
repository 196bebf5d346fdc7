package dev.markco.cli;

import dev.markco.sync.DocumentKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Brings a whole Yjs state into a document, or finds out that it may not be. */
final class StateRestore {
    /** A document that is edited faster than it can be read and written is not to keep a command forever. */
    static final int TRIES = 20;

    /** What becomes of a state. */
    enum Outcome {
        /** The document is made with it. */
        CREATED,
        /** It is merged. */
        MERGED,
        /** The document's text becomes its text. */
        REPLACED,
        /** The document has all of it. */
        UNCHANGED,
        /** The document has its text, with another history, and stays as it is. */
        SAME_TEXT,
        /** The document has another text and another history, and stays as it is. */
        UNRELATED
    }

    private final RelayClient client;
    private final boolean replace;
    private final boolean dryRun;

    StateRestore(RelayClient client, boolean replace, boolean dryRun) {
        this.client = client;
        this.replace = replace;
        this.dryRun = dryRun;
    }

    /**
     * Decides. Pure.
     *
     * @param current the document's whole state, null when there is none
     * @param replace whether the document is to have the state's text whatever it has now
     */
    static Outcome decide(byte @Nullable [] current, byte[] state, boolean replace) {
        if (current == null) {
            return Outcome.CREATED;
        }
        boolean sameText = Histories.content(current).equals(Histories.content(state));
        if (Histories.contains(current, state) && (!replace || sameText)) {
            return Outcome.UNCHANGED;
        }
        if (replace) {
            return Outcome.REPLACED;
        }
        if (Histories.isRelated(current, state)) {
            return Outcome.MERGED;
        }
        return sameText ? Outcome.SAME_TEXT : Outcome.UNRELATED;
    }

    /** Decides, and does it unless this is a dry run; starts again when the document changes meanwhile. */
    Outcome run(DocumentKey key, byte[] state) {
        for (int tries = 0; tries < TRIES; tries++) {
            Optional<RemoteState> current = client.state(key);
            Outcome outcome = decide(current.map(RemoteState::bytes).orElse(null), state, replace);
            if (dryRun || attempt(key, state, current, outcome)) {
                return outcome;
            }
        }
        throw busy(key);
    }

    /** As {@link #run}, but a document of that name in the trash stays there, and another one is made. */
    Outcome runBesideTrash(DocumentKey key, byte[] state) {
        try {
            return run(key, state);
        } catch (RelayRefusal e) {
            if (e.status() == 410 && (dryRun || client.create(key, state))) {
                return Outcome.CREATED;
            }
            throw e;
        }
    }

    private boolean attempt(DocumentKey key, byte[] state, Optional<RemoteState> current, Outcome outcome) {
        switch (outcome) {
            case UNCHANGED, SAME_TEXT, UNRELATED -> {
                return true;
            }
            case CREATED -> {
                return client.create(key, state);
            }
            case MERGED -> {
                return merge(key, state);
            }
            case REPLACED -> {
                RemoteState now = current.orElseThrow();
                return client.replace(key, now.tag(), DumpFormat.YJS, Histories.replacement(now.bytes(), state));
            }
        }
        throw new IllegalStateException("unknown outcome " + outcome);
    }

    /** The relay merges related histories only, so one that took the name meanwhile is not doubled either. */
    private boolean merge(DocumentKey key, byte[] state) {
        try {
            client.put(key, DumpFormat.YJS, state);
            return true;
        } catch (RelayRefusal e) {
            Optional<RemoteState> now = client.state(key);
            if (e.status() == 409
                    && now.isPresent()
                    && !Histories.isRelated(now.get().bytes(), state)) {
                return false;
            }
            throw e;
        }
    }

    static CliException busy(DocumentKey key) {
        return new CliException(
                ExitCode.FAILURE, key + " was edited each time it was about to be changed", "Try again.");
    }
}
