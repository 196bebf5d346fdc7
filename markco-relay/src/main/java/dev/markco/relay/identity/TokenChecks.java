package dev.markco.relay.identity;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of tokens: a bounded memory before the auth service, which is asked once however many want to know at the same
 * time. Good tokens are remembered for 60 s, bad ones for 10 s, and that the service did not answer not at all. Thread-safe.
 */
final class TokenChecks {
    private static final Logger log = LoggerFactory.getLogger(TokenChecks.class);
    private static final Duration GOOD = Duration.ofSeconds(60);
    private static final Duration BAD = Duration.ofSeconds(10);
    private static final int MAX_REMEMBERED = 50_000;
    private static final long COMPLAIN_EVERY = TimeUnit.SECONDS.toNanos(10);

    private final AuthService service;
    private final AsyncCache<Token.Hash, Verdict> known;
    private final Ticker clock;
    private final AtomicLong complainedAt;

    TokenChecks(AuthService service, Ticker clock) {
        this.service = service;
        this.clock = clock;
        this.complainedAt = new AtomicLong(clock.read() - COMPLAIN_EVERY);
        this.known = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .ticker(clock)
                .expireAfter(Expiry.<Token.Hash, Verdict>creating((token, verdict) -> lifetime(verdict)))
                .buildAsync();
    }

    private static Duration lifetime(Verdict verdict) {
        if (verdict instanceof Verdict.Good) {
            return GOOD;
        }
        return verdict instanceof Verdict.Bad ? BAD : Duration.ZERO;
    }

    /** Whose a token is, as remembered or as the service says now; the stage never fails. */
    CompletableFuture<Verdict> check(Token token) {
        return known.get(token.hash(), (hash, executor) -> ask(token));
    }

    /** As {@link #check}, without believing what is remembered. */
    CompletableFuture<Verdict> checkAgain(Token token) {
        return ask(token).thenApply(verdict -> {
            if (!(verdict instanceof Verdict.Unknown)) {
                known.put(token.hash(), CompletableFuture.completedFuture(verdict));
            }
            return verdict;
        });
    }

    private CompletableFuture<Verdict> ask(Token token) {
        return service.ask(token).thenApply(verdict -> {
            if (verdict instanceof Verdict.Unknown unknown) {
                complain(unknown.why());
            }
            return verdict;
        });
    }

    /** Says that tokens cannot be checked, now and then. */
    private void complain(String why) {
        long now = clock.read();
        long before = complainedAt.get();
        if (now - before >= COMPLAIN_EVERY && complainedAt.compareAndSet(before, now)) {
            log.warn("the auth service cannot be asked, so new clients with a token are refused: {}", why);
        }
    }
}
