package dev.markco.sync;

/** A name that no document may have; the message says what is wrong with it, in words fit for the user who gave it. */
public final class InvalidKeyException extends IllegalArgumentException {
    public InvalidKeyException(String reason) {
        super(reason);
    }
}
