package dev.markco.yjs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A document that is offered bytes of anybody, and everything that a refusal must not change. */
final class FuzzedDocument {
    private final YDoc doc;
    private final List<byte[]> events = new ArrayList<>();
    private byte[] state;
    private StateVector vector;
    private boolean pending;

    /** A document with this client id that has applied this update. */
    FuzzedDocument(long client, byte[] initial) {
        doc = new YDoc(client);
        doc.applyUpdate(initial);
        doc.observeUpdate((update, origin) -> events.add(update));
        doc.getText("content").observe(event -> {});
        doc.getText("rich").observe(event -> {});
        remember();
    }

    YDoc doc() {
        return doc;
    }

    private void remember() {
        state = doc.encodeStateAsUpdate();
        vector = doc.stateVector();
        pending = doc.hasPending();
    }

    /**
     * Asks what of the bytes is lacking and applies them; returns whether they were accepted. The question and a refusal with
     * {@link DecodeException} must have changed nothing, an acceptance must tell well-formed updates, and none of them may
     * allocate out of proportion.
     */
    boolean offer(byte[] update, String what) {
        events.clear();
        String input = what + ": " + YjsPeer.base64(update);
        byte[] before = update.clone();
        boolean isUpdate = ask(update, input);
        Allocation allocation = Allocation.started();
        boolean accepted;
        try {
            doc.applyUpdate(update);
            allocation.requireBounded((long) update.length + state.length, input);
            accepted = true;
        } catch (DecodeException refusal) {
            allocation.requireBounded(update.length, input);
            require(refusal.offset() >= 0 && refusal.offset() <= update.length, input, "the offset is outside");
            accepted = false;
        } catch (RuntimeException | Error other) {
            throw new AssertionError(input, other);
        }
        require(Arrays.equals(update, before), input, "the input was changed");
        require(accepted == isUpdate, input, "lacking and applying disagree about whether it is an update");
        if (accepted) {
            for (byte[] event : events) {
                require(!Updates.isEmpty(event), input, "an event that says nothing");
            }
            remember();
        } else {
            requireUnchanged(input);
        }
        return accepted;
    }

    /** Asks what of the bytes is lacking; returns whether they were accepted. */
    private boolean ask(byte[] update, String input) {
        Allocation allocation = Allocation.started();
        try {
            byte[] lacking = doc.lacking(update);
            allocation.requireBounded(update.length, input);
            boolean unused = Updates.isEmpty(lacking);
            requireUnchanged(input);
            return true;
        } catch (DecodeException refusal) {
            allocation.requireBounded(update.length, input);
            requireUnchanged(input);
            return false;
        } catch (RuntimeException | Error other) {
            throw new AssertionError(input, other);
        }
    }

    private void requireUnchanged(String input) {
        require(events.isEmpty(), input, "an event of what changes nothing");
        require(Arrays.equals(doc.encodeStateAsUpdate(), state), input, "the state was changed");
        require(doc.stateVector().equals(vector), input, "the state vector was changed");
        require(doc.hasPending() == pending, input, "what is pending was changed");
    }

    /** An edit of its own, which must be possible whatever it holds. */
    void edit() {
        doc.getText("content").insert(0, "local");
        doc.getMap("map").put("a", "local");
        remember();
    }

    private static void require(boolean condition, String input, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise + ", " + input);
        }
    }

    /** Throws if the document is broken, cannot be read, or its state cannot be loaded. */
    void check(String what) {
        try {
            doc.replica().check();
            Object unused = Reading.of(doc);
            YDoc loaded = new YDoc();
            loaded.applyUpdate(state);
            loaded.replica().check();
            require(doc.stateVector().equals(loaded.stateVector()) || pending, what, "the state loads as another");
        } catch (RuntimeException | Error broken) {
            throw new AssertionError(what + ", state " + YjsPeer.base64(state), broken);
        }
    }
}
