package dev.markco.cli;

import dev.markco.relay.http.ConnectionLimits;
import dev.markco.sync.room.RoomLimits;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The bounds of what clients may ask of a relay; the defaults are those of {@link RoomLimits} and {@link ConnectionLimits}. */
final class LimitOptions {
    /** What one array holds, with a little left for what stands around it. */
    private static final int MOST = 2_000_000_000;

    @Option(
            names = "--max-message-size",
            paramLabel = "SIZE",
            defaultValue = "64M",
            converter = Bytes.class,
            description =
                    "The largest message and HTTP body; more closes with 1009, or 413 (default: ${DEFAULT-VALUE}). Units: K, M, G.")
    long maxMessageSize;

    @Option(
            names = "--max-document-size",
            paramLabel = "SIZE",
            defaultValue = "128M",
            converter = Bytes.class,
            description = "The encoded size up to which a document may grow; an update that goes over it is refused"
                    + " with 1009, or 413 (default: ${DEFAULT-VALUE}).")
    long maxDocumentSize;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            defaultValue = "40000",
            description = "Sockets of everybody together; more get 429 (default: ${DEFAULT-VALUE}).")
    int maxConnections;

    @Option(
            names = "--max-connections-per-user",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Sockets of one user (default: ${DEFAULT-VALUE}).")
    int maxConnectionsPerUser;

    @Option(
            names = "--max-connections-per-document",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Clients on one document (default: ${DEFAULT-VALUE}).")
    int maxConnectionsPerDocument;

    @Option(
            names = "--max-message-rate",
            paramLabel = "N",
            defaultValue = "10000",
            description =
                    "Messages a second of one socket; a faster one is read more slowly, nothing is dropped (default: ${DEFAULT-VALUE}).")
    int maxMessageRate;

    @Option(
            names = "--max-awareness-clients",
            paramLabel = "N",
            defaultValue = "64",
            description =
                    "Users that one connection may show as present in a document; others are left out (default: ${DEFAULT-VALUE}).")
    int maxAwarenessClients;

    @Option(
            names = "--max-queued",
            paramLabel = "SIZE",
            defaultValue = "4M",
            converter = Bytes.class,
            description =
                    "What may wait for a slow client; beyond it the client gets what it missed in one piece (default: ${DEFAULT-VALUE}).")
    long maxQueued;

    RoomLimits room() {
        return RoomLimits.DEFAULT
                .withMaxMessageBytes(fitting("--max-message-size", maxMessageSize))
                .withMaxDocumentBytes(positive("--max-document-size", maxDocumentSize))
                .withMaxMessagesPerSecond(fitting("--max-message-rate", maxMessageRate))
                .withMaxAwarenessClients(fitting("--max-awareness-clients", maxAwarenessClients))
                .withMaxQueuedBytes(fitting("--max-queued", maxQueued));
    }

    ConnectionLimits connections() {
        return new ConnectionLimits(
                fitting("--max-connections", maxConnections),
                fitting("--max-connections-per-user", maxConnectionsPerUser),
                fitting("--max-connections-per-document", maxConnectionsPerDocument));
    }

    private static int fitting(String flag, long value) {
        if (value > MOST) {
            throw new CliException(ExitCode.USAGE, flag + " is at most " + MOST, "Give less.");
        }
        return (int) positive(flag, value);
    }

    private static long positive(String flag, long value) {
        if (value < 1) {
            throw new CliException(ExitCode.USAGE, flag + " is at least 1", "Give more, or leave it out.");
        }
        return value;
    }

    /** Sizes in bytes, with K, M or G for powers of 1,024. */
    static final class Bytes implements ITypeConverter<Long> {
        private static final String UNITS = "KMG";

        @Override
        public Long convert(String text) {
            String number = text;
            int shift = 0;
            if (!text.isEmpty()) {
                int unit = UNITS.indexOf(Character.toUpperCase(text.charAt(text.length() - 1)));
                if (unit >= 0) {
                    number = text.substring(0, text.length() - 1);
                    shift = 10 * (unit + 1);
                }
            }
            try {
                return Math.multiplyExact(Long.parseLong(number), 1L << shift);
            } catch (NumberFormatException | ArithmeticException e) {
                throw new TypeConversionException("'" + text + "' is no size; write it as 64M or in bytes");
            }
        }
    }
}
