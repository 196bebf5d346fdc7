package dev.markco.bench.load;

import dev.markco.sync.protocol.Messages;
import dev.markco.yjs.lib0.Encoder;

/** One who types stamps into the text {@code content}, each behind the last and each an update, made without a document. */
final class Typist {
    /** Keeps all client ids of typists to four bytes of their encoding. */
    private static final long FIRST_CLIENT = 10_000_000;

    private static final int FLAG_ORIGIN = 0x80;
    private static final int CONTENT_STRING = 4;
    private static final int PARENT_IS_ROOT = 1;

    private final int sender;
    private final long client;
    private final byte[] stamp = new byte[Stamp.LENGTH];
    private int sent;

    Typist(int sender) {
        if (sender >= Stamp.MAX_SENDERS) {
            throw new IllegalArgumentException("too many clients for a stamp: " + sender);
        }
        this.sender = sender;
        this.client = FIRST_CLIENT + sender;
    }

    /** How many messages it has made. */
    int sent() {
        return sent;
    }

    /** The next update as a message of the sync protocol. */
    byte[] next() {
        if (sent >= Stamp.MAX_NUMBERS) {
            throw new IllegalStateException("too many updates for a stamp");
        }
        Stamp.write(stamp, 0, sender, sent);
        byte[] message = message(sent * Stamp.LENGTH, stamp);
        sent++;
        return message;
    }

    /** A message that puts a whole text into an empty document. */
    static byte[] text(byte[] ascii) {
        return new Typist(0).message(0, ascii);
    }

    private byte[] message(int clock, byte[] ascii) {
        Encoder update = new Encoder();
        update.writeVarUint(1); // one client
        update.writeVarUint(1); // with one item
        update.writeVarUint(client);
        update.writeVarUint(clock);
        if (clock == 0) {
            update.writeUint8(CONTENT_STRING);
            update.writeVarUint(PARENT_IS_ROOT);
            update.writeVarString("content");
        } else {
            update.writeUint8(CONTENT_STRING | FLAG_ORIGIN);
            update.writeVarUint(client);
            update.writeVarUint(clock - 1);
        }
        update.writeVarBytes(ascii); // a string of ASCII is written as its bytes are
        update.writeVarUint(0); // nothing deleted
        return Messages.update(update.toByteArray());
    }
}
