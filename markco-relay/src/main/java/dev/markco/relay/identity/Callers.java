package dev.markco.relay.identity;

import dev.markco.sync.time.Time;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Who callers are: what the {@link Gatekeeper} decides by the request alone, and the check of a token where it takes one.
 * Nothing here blocks. Thread-safe.
 */
public final class Callers {
    private final Gatekeeper gatekeeper;
    private final Executor then;
    private final @Nullable TokenChecks checks;
    private final @Nullable TokenWatch watch;

    /**
     * Callers of a relay that is set up like this.
     *
     * @param http where answers of the auth service are read
     * @param then where callers go on once their token was checked
     * @param time wakes up the checks of tokens that are in use
     */
    public Callers(IdentityConfig config, Executor http, Executor then, Time time) {
        this.gatekeeper = new Gatekeeper(config);
        this.then = then;
        URI service = config.authService();
        if (service == null) {
            this.checks = null;
            this.watch = null;
        } else {
            this.checks = new TokenChecks(new AuthService(service, http), time::nanos);
            this.watch = new TokenWatch(checks, time, config.recheckTokens());
        }
    }

    /** As {@link Gatekeeper#checkSite}. */
    public void checkSite(RequestFacts request) {
        gatekeeper.checkSite(request);
    }

    /** As {@link Gatekeeper#checkChange}. */
    public void checkChange(RequestFacts request) {
        gatekeeper.checkChange(request);
    }

    /** As {@link Gatekeeper#claim}. */
    public Claim claim(RequestFacts request) {
        return gatekeeper.claim(request);
    }

    /** Who sent a request; fails with {@link RefusedRequestException} 400, 401, 403 or 503 when that is nobody. */
    public CompletionStage<Identity> identify(RequestFacts request) {
        try {
            return settle(claim(request));
        } catch (RefusedRequestException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** As {@link #identify}, for a claim. */
    public CompletionStage<Identity> settle(Claim claim) {
        if (claim instanceof Claim.Known known) {
            return CompletableFuture.completedFuture(new Identity(known.caller(), null));
        }
        if (claim instanceof Claim.Presented presented) {
            return check(presented.token());
        }
        return CompletableFuture.failedFuture(((Claim.Nobody) claim).refusal());
    }

    /** Whether tokens mean anything here. */
    public boolean checksTokens() {
        return checks != null;
    }

    /** Whose a token is that came later than the request; fails as {@link #identify} does. */
    public CompletionStage<Identity> check(String token) {
        Optional<Token> parsed = Token.parse(token);
        return parsed.isPresent() ? check(parsed.get()) : CompletableFuture.failedFuture(badToken());
    }

    private CompletionStage<Identity> check(Token token) {
        TokenChecks service = checks;
        if (service == null) {
            throw new IllegalStateException("no auth service is configured");
        }
        return service.check(token).thenApplyAsync(verdict -> identity(verdict, token), then);
    }

    private static Identity identity(Verdict verdict, Token token) {
        if (verdict instanceof Verdict.Good good) {
            return new Identity(good.caller(), token);
        }
        throw verdict instanceof Verdict.Bad ? badToken() : unchecked();
    }

    private static RefusedRequestException badToken() {
        return new RefusedRequestException(
                401, "the token is not valid, or not any more", "Sign in again and use the new token.");
    }

    private static RefusedRequestException unchecked() {
        return new RefusedRequestException(
                503,
                "the token cannot be checked just now",
                "The auth service does not answer; clients come back by themselves.");
    }

    /** Follows what a connected client was known by, until it is closed. */
    public Watch watch(Identity identity) {
        Token token = identity.token();
        TokenWatch tokens = watch;
        return token == null || tokens == null ? Watch.ofNothing() : tokens.watch(token, identity.caller());
    }
}
