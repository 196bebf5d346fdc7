package dev.markco.agent.internal.document;

import dev.markco.agent.internal.setup.DocumentSetup;
import java.io.IOException;

/**
 * Does what there is to do for a document, one step at a time, and has what failed tried again. Confined to the document's turn.
 */
final class Stepping {
    private final DocumentSetup setup;
    private final SerialTask task;
    private final Residence residence;
    private final Waking waking;
    private final Ending ending;
    private final Setback setback;
    private final DocumentView view;
    private final Told told;

    /** Its deletion is meant, and still to be told. */
    private boolean deleting;

    /** Who is told what a document cannot decide, as {@link AgentDocument.Owner}. */
    interface Told {
        boolean isPaused();

        void missing();

        void deleted(boolean known);
    }

    Stepping(
            DocumentSetup setup,
            SerialTask task,
            Residence residence,
            Waking waking,
            Ending ending,
            Setback setback,
            DocumentView view,
            Told told) {
        this.setup = setup;
        this.task = task;
        this.residence = residence;
        this.waking = waking;
        this.ending = ending;
        this.setback = setback;
        this.view = view;
        this.told = told;
    }

    /** The deletion of the file is meant: the document goes to the trash in the next step. */
    void delete() {
        deleting = true;
    }

    /** What the task does. */
    void run() {
        boolean over = residence.isEnded() && !ending.isUnfinished();
        if (over || !residence.isStarted() || told.isPaused()) {
            return;
        }
        long patience = setback.left(setup.time().millis());
        if (patience > 0) {
            task.signalIn(patience);
            return;
        }
        OpenDocument now = null;
        try {
            if (ending.isUnfinished()) {
                ending.bury();
                told.deleted(true);
                return;
            }
            now = residence.open();
            if (now == null) {
                now = waking.openIfNeeded(deleting);
            }
            if (now != null) {
                step(now);
            }
            setback.over();
        } catch (IOException | RuntimeException e) {
            if (now != null) {
                now.letEditorsIn();
            }
            failed(e);
        }
    }

    private void step(OpenDocument now) throws IOException {
        now.step();
        if (deleting) {
            deleting = false;
            now.delete();
        }
        view.kept(now.conflict());
        if (now.isDeleted()) {
            ending.trash(now);
            told.deleted(true);
            return;
        }
        if (now.isNothing() && ending.dissolve(now)) {
            told.deleted(residence.wasTold());
            return;
        }
        if (now.isMissing() || now.isDisplaced() || now.emptiness().isUndecided()) {
            told.missing();
        }
        if (now.isStuck()) {
            setup.crowd().leave(residence);
        }
        waking.restIfIdle(now);
    }

    private void failed(Exception e) {
        long later = setback.failed(e, setup.time().millis());
        residence.markDirty();
        setup.crowd().leave(residence);
        task.signalIn(later);
    }
}
