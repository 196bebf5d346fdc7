package dev.markco.relay.identity;

/** What a request says of who sent it, before a token was checked. */
public sealed interface Claim {
    /**
     * It is known who sent it.
     *
     * @param assumed whether that is so only because the request names nobody
     */
    record Known(Caller caller, boolean assumed) implements Claim {}

    /** It carries a token, which says who sent it if it is good. */
    record Presented(Token token) implements Claim {}

    /** It names nobody; {@code refusal} is the answer unless something later does. */
    record Nobody(RefusedRequestException refusal) implements Claim {}
}
