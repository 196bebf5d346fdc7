package dev.markco.agent.internal.document;

import dev.markco.agent.DocumentStatus;
import dev.markco.agent.internal.decision.DocumentEffect;
import dev.markco.agent.internal.decision.DocumentEvent;
import dev.markco.agent.internal.decision.DocumentMachine;
import dev.markco.agent.internal.decision.DocumentState;
import dev.markco.agent.internal.decision.Facts;
import dev.markco.agent.internal.decision.Turn;
import dev.markco.sync.time.Time;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Has it decided what the events of one document in memory come to, and carried out, and shows others what is known then.
 * Confined to the document's task, except where said.
 */
final class Deciding {
    private final SerialTask task;
    private final Time time;
    private final DocumentParts parts;
    private final CarryingOut hands;
    private final Unattended unattended;

    /** What is known; of the document's task alone. */
    private DocumentState latest;
    /** The same for others, as it was when all was done that had been decided. */
    private volatile DocumentState now;

    /** Odd while something is being done, so that what is read meanwhile of different moments is not taken for one. */
    private final AtomicInteger turns = new AtomicInteger();

    /** Starts with what is known when the document is opened. */
    Deciding(
            SerialTask task,
            Time time,
            DocumentParts parts,
            CarryingOut hands,
            Unattended unattended,
            DocumentState opened) {
        this.task = task;
        this.time = time;
        this.parts = parts;
        this.hands = hands;
        this.unattended = unattended;
        this.latest = opened;
        this.now = opened;
    }

    /** What is known, as it was when all was done that had been decided. Thread-safe. */
    DocumentState now() {
        return now;
    }

    /** How the replicas stand. Thread-safe. */
    Facts facts() {
        return parts.facts(time.millis());
    }

    /** How the document stands; {@code trouble} is what went wrong last, or null. Thread-safe. */
    DocumentStatus status(String docPath, @Nullable String trouble) {
        int turn = turns.get();
        String denied = parts.denied();
        boolean acknowledged = parts.isAcknowledged();
        DocumentState state = now;
        Facts facts = facts();
        boolean moves = unattended.isDirty() || turn % 2 != 0 || turns.get() != turn;
        return Outlook.of(docPath, state, facts, denied, acknowledged, moves, trouble);
    }

    /** What is done in a turn. */
    @FunctionalInterface
    private interface Doing {
        void run() throws IOException;
    }

    /** Does something; others see what came of it at the end. */
    private void inTurn(Doing what) throws IOException {
        turns.incrementAndGet();
        try {
            what.run();
        } finally {
            now = latest;
            turns.incrementAndGet();
        }
    }

    /** Decides what an event comes to, and does it. */
    void feed(DocumentEvent event) throws IOException {
        inTurn(() -> decide(event));
    }

    /** Decides what an event comes to; what is to be done then is left to whoever asks. */
    List<DocumentEffect> note(DocumentEvent event) {
        List<DocumentEffect> effects = next(event);
        now = latest;
        return effects;
    }

    private List<DocumentEffect> next(DocumentEvent event) {
        Turn<DocumentState, DocumentEffect> turn = DocumentMachine.next(latest, facts(), event);
        latest = turn.state();
        return turn.effects();
    }

    /** Something failed, or the document ends: editors need not wait for that. */
    void letEditorsIn() {
        List<DocumentEffect> effects = note(new DocumentEvent.WaitedEnough());
        if (!effects.isEmpty()) {
            parts.replicas().room().resume();
        }
    }

    /** What comes of one effect is decided before the next is carried out. */
    private void decide(DocumentEvent event) throws IOException {
        for (DocumentEffect effect : next(event)) {
            DocumentEvent outcome = hands.carryOut(effect);
            if (outcome != null) {
                decide(outcome);
            }
        }
    }

    /** Does what there is to be done now. */
    void step() throws IOException {
        inTurn(this::turn);
    }

    private void turn() throws IOException {
        boolean look = unattended.takeDirt();
        boolean done = false;
        try {
            decide(new DocumentEvent.Turned(look, unattended.takeLive()));
            done = true;
        } finally {
            if (!done && look) {
                unattended.markLater();
            }
        }
        decide(new DocumentEvent.FileDone());
        if (latest.fate() == DocumentState.Fate.DELETED) {
            return;
        }
        decide(new DocumentEvent.TurnEnded());
        if (unattended.isDirty()) {
            task.signal();
        }
    }

    /** Finds out what was under way when the document was used last, unless that has been done. */
    void recover() throws IOException {
        if (!now.recovered()) {
            DocumentEvent recovered = hands.carryOut(DocumentEffect.Simple.RECOVER);
            if (recovered != null) {
                feed(recovered);
            }
        }
    }
}
