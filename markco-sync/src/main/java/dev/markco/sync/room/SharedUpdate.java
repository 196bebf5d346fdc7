package dev.markco.sync.room;

import dev.markco.sync.protocol.Messages;
import org.jspecify.annotations.Nullable;

/**
 * One update on its way to many clients, encoded once however many there are.
 *
 * <p>Frames are made under the room's lock only, so nothing here is synchronised.
 */
final class SharedUpdate {
    private final byte[] update;
    private byte @Nullable [] message;
    private @Nullable Framing lastFraming;
    private byte @Nullable [] lastFrame;

    SharedUpdate(byte[] update) {
        this.update = update;
    }

    byte[] update() {
        return update;
    }

    byte[] frame(Framing framing) {
        byte[] made = lastFrame;
        if (made != null && framing.equals(lastFraming)) {
            return made;
        }
        byte[] plain = message;
        if (plain == null) {
            plain = Messages.update(update);
            message = plain;
        }
        made = framing.frame(plain);
        lastFraming = framing;
        lastFrame = made;
        return made;
    }
}
