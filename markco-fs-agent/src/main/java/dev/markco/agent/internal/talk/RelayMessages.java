package dev.markco.agent.internal.talk;

import dev.markco.agent.internal.decision.RelayEvent;
import dev.markco.sync.protocol.MessageType;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.Updates;
import dev.markco.yjs.lib0.Decoder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what the relay says of a document; malformed messages are refused here, before anything is decided. */
final class RelayMessages {
    private static final Logger log = LoggerFactory.getLogger(RelayMessages.class);

    private RelayMessages() {}

    /** What a message says, whose address has been read already; null when that is nothing to us. */
    static RelayEvent.@Nullable Notice read(Decoder message) {
        int type = number(message);
        switch (type) {
            case MessageType.SYNC, MessageType.SYNC_REPLY -> {
                int step = number(message);
                byte[] body = message.readVarBytes();
                switch (step) {
                    case MessageType.STEP_1 -> {
                        return new RelayEvent.VectorCame(StateVector.decode(body));
                    }
                    case MessageType.STEP_2 -> {
                        Updates.stateVector(body); // refuses what is none
                        return new RelayEvent.AnswerCame(body);
                    }
                    case MessageType.UPDATE -> {
                        return new RelayEvent.UpdateCame(body);
                    }
                    default -> log.trace("A sync step {} is ignored", step);
                }
            }
            case MessageType.SYNC_STATUS -> {
                return new RelayEvent.Acknowledged(message.readVarUint() == 1);
            }
            case MessageType.CLOSE -> {
                return new RelayEvent.Closed();
            }
            default -> log.trace("A message of type {} is ignored", type);
        }
        return null;
    }

    private static int number(Decoder message) {
        return (int) Math.min(message.readVarUint(), Integer.MAX_VALUE);
    }
}
