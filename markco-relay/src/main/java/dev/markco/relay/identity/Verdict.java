package dev.markco.relay.identity;

/** What the auth service said of a token. */
sealed interface Verdict {
    /** The token is that of a caller. */
    record Good(Caller caller) implements Verdict {}

    /** The token is not, or no longer, one of anybody. */
    record Bad() implements Verdict {}

    /** Nothing is known; {@code why} is for the log and holds no secret. */
    record Unknown(String why) implements Verdict {}
}
