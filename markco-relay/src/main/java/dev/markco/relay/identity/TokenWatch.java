package dev.markco.relay.identity;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.markco.sync.time.Alarm;
import dev.markco.sync.time.Time;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens that open sockets were let in with, each checked again at least once a period (R28), at moments of their own, so
 * that the auth service is not asked for all of them at once. As long as the service does not answer, everybody stays. Thread-safe.
 */
final class TokenWatch {
    private static final Logger log = LoggerFactory.getLogger(TokenWatch.class);

    private final TokenChecks checks;
    private final Time time;
    private final long periodMillis;

    private final Object guard = new Object();

    @GuardedBy("guard")
    private final Map<Key, Watched> tokens = new HashMap<>();

    /** What was found of a token; should the service change its mind, that is two things to watch. */
    private record Key(Token.Hash hash, Caller caller) {}

    /** One token with all who depend on it; its fields are guarded by {@link #guard}. */
    private static final class Watched {
        private final Token token;
        private final Key key;
        private final Set<Watch> watches = new LinkedHashSet<>();
        private @Nullable Alarm next;

        private Watched(Token token, Caller caller) {
            this.token = token;
            this.key = new Key(token.hash(), caller);
        }
    }

    TokenWatch(TokenChecks checks, Time time, Duration period) {
        this.checks = checks;
        this.time = time;
        this.periodMillis = Math.max(1, period.toMillis());
    }

    /** Watches a token that was just found to be the caller's. */
    Watch watch(Token token, Caller caller) {
        synchronized (guard) {
            Watched watched = tokens.get(new Key(token.hash(), caller));
            if (watched == null) {
                watched = new Watched(token, caller);
                tokens.put(watched.key, watched);
                schedule(watched);
            }
            Watched joined = watched;
            Watch[] self = new Watch[1];
            Watch watch = new Watch(() -> forget(joined, self[0]));
            self[0] = watch;
            joined.watches.add(watch);
            return watch;
        }
    }

    private void forget(Watched watched, Watch watch) {
        synchronized (guard) {
            watched.watches.remove(watch);
            if (watched.watches.isEmpty() && tokens.remove(watched.key, watched) && watched.next != null) {
                watched.next.cancel();
            }
        }
    }

    private void schedule(Watched watched) {
        long delay = periodMillis
                - (long) (periodMillis * ThreadLocalRandom.current().nextDouble(0.25));
        try {
            watched.next = time.after(Duration.ofMillis(delay), () -> check(watched));
        } catch (RejectedExecutionException e) {
            log.debug("the relay stops", e);
        }
    }

    private void check(Watched watched) {
        var unused = checks.checkAgain(watched.token).whenComplete((verdict, failure) -> {
            if (verdict instanceof Verdict.Good good && good.caller().equals(watched.key.caller)) {
                goOn(watched);
            } else if (verdict instanceof Verdict.Good) {
                end(watched, "the token means something else now; connect again");
            } else if (verdict instanceof Verdict.Bad) {
                end(watched, "the token is not valid any more; sign in again");
            } else {
                goOn(watched);
            }
        });
    }

    private void goOn(Watched watched) {
        synchronized (guard) {
            if (!watched.watches.isEmpty()) {
                schedule(watched);
            }
        }
    }

    private void end(Watched watched, String reason) {
        List<Watch> all;
        synchronized (guard) {
            tokens.remove(watched.key, watched);
            all = List.copyOf(watched.watches);
            watched.watches.clear();
        }
        all.forEach(watch -> watch.end(reason));
    }
}
