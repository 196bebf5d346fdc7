package dev.markco.agent.internal.replica;

import dev.markco.sync.room.RoomListener;
import dev.markco.yjs.Updates;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the live replica has and the disk replica lacks, in updates as they came; more than {@value #MOST} of them are
 * merged into one. Guarded by the room's lock.
 */
final class FromLive implements RoomListener {
    private static final int MOST = 256;

    private final Object own;
    private final Runnable onChange;
    private List<byte[]> updates = new ArrayList<>();

    /**
     * Starts empty.
     *
     * @param own the origin of what the disk replica has already
     */
    FromLive(Object own, Runnable onChange) {
        this.own = own;
        this.onChange = onChange;
    }

    @Override
    public void onUpdate(byte[] update, @Nullable Object origin) {
        if (origin != own) {
            add(update);
        }
    }

    void add(byte[] update) {
        if (Updates.isEmpty(update)) {
            return;
        }
        updates.add(update);
        if (updates.size() > MOST) {
            byte[] merged = Updates.merge(updates);
            updates = new ArrayList<>(List.of(merged));
        }
        onChange.run();
    }

    boolean isEmpty() {
        return updates.isEmpty();
    }

    /** Everything in one update, no byte if there is nothing; what is not carried out has to be {@link #putBack}. */
    byte[] take() {
        if (updates.isEmpty()) {
            return new byte[0];
        }
        byte[] merged = updates.size() == 1 ? updates.get(0) : Updates.merge(updates);
        updates = new ArrayList<>();
        return merged;
    }

    void putBack(byte[] taken) {
        if (taken.length > 0) {
            updates.add(0, taken);
        }
    }
}
