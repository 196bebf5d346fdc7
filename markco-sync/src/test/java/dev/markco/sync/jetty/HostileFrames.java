package dev.markco.sync.jetty;

import dev.markco.sync.protocol.AwarenessUpdate;
import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.protocol.Messages;
import dev.markco.sync.room.Framing;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.lib0.Encoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Frames that a client might send, and such frames changed at random: bytes, lengths out of all bounds, cuts, joins. */
final class HostileFrames {
    private static final byte[][] NUMBERS = {
        {0},
        {-1, -1, -1, -1, 7}, // 2^31 - 1
        {-1, -1, -1, -1, 15}, // 2^32 - 1
        {-1, -1, -1, -1, -1, -1, -1, 15}, // 2^53 - 1
        {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1}, // 2^64 - 1
    };

    private final Random random;
    private final Framing framing;

    HostileFrames(Random random, Framing framing) {
        this.random = random;
        this.framing = framing;
    }

    /** A well-formed frame of a client that has this state, or a mutant of one. */
    byte[] next(byte[] state) {
        byte[] frame = framing.frame(message(state));
        if (random.nextInt(8) == 0) {
            return frame;
        }
        for (int i = random.nextInt(3); i >= 0 && frame.length > 0; i--) {
            frame = change(frame, random.nextInt(frame.length), state);
        }
        return frame;
    }

    private static byte[] syncReply(StateVector vector) {
        byte[] message = Messages.syncStep1(vector);
        message[0] = MessageType.SYNC_REPLY;
        return message;
    }

    private byte[] message(byte[] state) {
        return switch (random.nextInt(14)) {
            case 0 -> Messages.syncStep1(StateVector.EMPTY);
            case 1 -> syncReply(edited(state).stateVector());
            case 2 -> Messages.syncStep2(edited(state).encodeStateAsUpdate());
            case 3, 4, 5, 6 -> {
                YDoc doc = loaded(state);
                StateVector before = doc.stateVector();
                edit(doc);
                yield Messages.update(doc.encodeDiff(before));
            }
            case 7, 8 -> Messages.awareness(awareness());
            case 9 -> Messages.queryAwareness();
            case 10 -> Messages.authToken("token", "4.0.0");
            case 11 -> new byte[] {MessageType.CLOSE};
            case 12 -> huge();
            default -> {
                byte[] noise = new byte[1 + random.nextInt(40)];
                random.nextBytes(noise);
                noise[0] = (byte) random.nextInt(12);
                yield noise;
            }
        };
    }

    private YDoc loaded(byte[] state) {
        YDoc doc = new YDoc(1 + random.nextInt(1 << 30));
        doc.applyUpdate(state);
        return doc;
    }

    private YDoc edited(byte[] state) {
        YDoc doc = loaded(state);
        edit(doc);
        return doc;
    }

    private void edit(YDoc doc) {
        switch (random.nextInt(4)) {
            case 0 -> doc.getMap("map").put("key", List.of(1, "two", new byte[] {3}));
            case 1 -> doc.getArray("list").insertMap(0).put("nested", true);
            case 2 ->
                doc.getText("content")
                        .delete(0, Math.min(2, doc.getText("content").length()));
            default -> doc.getText("content").insert(0, "é" + random.nextInt(100));
        }
    }

    private AwarenessUpdate awareness() {
        List<AwarenessUpdate.Entry> entries = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            entries.add(new AwarenessUpdate.Entry(
                    random.nextInt(5), random.nextInt(4), random.nextInt(4) == 0 ? null : "{\"name\":\"é\"}"));
        }
        return new AwarenessUpdate(entries);
    }

    /** A message whose length or count lies. */
    private byte[] huge() {
        Encoder out = new Encoder();
        out.writeVarUint(random.nextInt(8));
        if (random.nextBoolean()) {
            out.writeVarUint(random.nextInt(3));
        }
        byte[] number = number();
        out.writeBytes(number, 0, number.length);
        out.writeVarString("some more bytes");
        return out.toByteArray();
    }

    private byte[] number() {
        return NUMBERS[random.nextInt(NUMBERS.length)];
    }

    private byte[] change(byte[] frame, int at, byte[] state) {
        switch (random.nextInt(9)) {
            case 0 -> frame[at] = (byte) random.nextInt();
            case 1, 2 -> frame[at] = (byte) (frame[at] + random.nextInt(3) - 1);
            case 3, 4 -> frame[at] ^= (byte) (1 << random.nextInt(8));
            case 5 -> {
                return splice(frame, at, new byte[0], at + 1);
            }
            case 6 -> {
                return splice(frame, at, number(), at + random.nextInt(2));
            }
            case 7 -> {
                return Arrays.copyOf(frame, at);
            }
            default -> {
                return splice(frame, frame.length, message(state), frame.length);
            }
        }
        return frame;
    }

    private static byte[] splice(byte[] bytes, int at, byte[] middle, int rest) {
        byte[] spliced = new byte[at + middle.length + bytes.length - rest];
        System.arraycopy(bytes, 0, spliced, 0, at);
        System.arraycopy(middle, 0, spliced, at, middle.length);
        System.arraycopy(bytes, rest, spliced, at + middle.length, bytes.length - rest);
        return spliced;
    }
}
