package dev.markco.agent.internal.uplink;

import java.io.IOException;

/** A relay that answered, but not what was asked for. */
public final class RelayException extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;

    RelayException(String request, int status, String answer) {
        super("the relay answered " + status + " to " + request + (answer.isBlank() ? "" : ": " + shortened(answer)));
        this.status = status;
    }

    public int status() {
        return status;
    }

    private static String shortened(String answer) {
        String line = answer.strip().replaceAll("\\s+", " ");
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }
}
