package dev.markco.relay.http;

import dev.markco.relay.identity.RefusedRequestException;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.time.Time;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many sockets there are, in all, of each user and on each document, and the refusal (429) of those too many. A socket
 * counts from its handshake on, so that handshakes that take long are bounded too. Thread-safe.
 */
public final class SocketBudget {
    private static final Logger log = LoggerFactory.getLogger(SocketBudget.class);
    private static final String EVERYBODY = "all";
    private static final long LOG_EVERY = TimeUnit.SECONDS.toNanos(10);

    private final Tally<String> all;
    private final Tally<UUID> users;
    private final Tally<DocumentKey> documents;
    private final AtomicLong refused = new AtomicLong();
    private final Time time;
    private final AtomicLong loggedAt;

    public SocketBudget(ConnectionLimits limits, Time time) {
        all = new Tally<>(limits.all());
        users = new Tally<>(limits.perUser());
        documents = new Tally<>(limits.perDocument());
        this.time = time;
        loggedAt = new AtomicLong(time.nanos() - LOG_EVERY);
    }

    /** A place for one socket. */
    Slot socket() {
        return take(all, EVERYBODY, "this relay", "--max-connections");
    }

    /** A place for one socket of a user. */
    Slot ofUser(UUID user) {
        return take(users, user, "one user", "--max-connections-per-user");
    }

    /** A place on a document. */
    Slot on(DocumentKey key) {
        return take(documents, key, "one document", "--max-connections-per-document");
    }

    /** A place on a document for someone who has one, and gives it back in exchange. */
    Slot inExchangeOn(DocumentKey key) {
        documents.takeAnyway(key);
        return new Slot(() -> documents.giveBack(key));
    }

    /** How many are connected to a document. */
    public int connections(DocumentKey key) {
        return documents.count(key);
    }

    private <K> Slot take(Tally<K> tally, K key, String whose, String flag) {
        if (tally.take(key)) {
            return new Slot(() -> tally.giveBack(key));
        }
        tell(key, flag);
        throw new RefusedRequestException(
                429,
                "there are as many connections to " + whose + " as there may be, " + tally.max(),
                "Close some, or raise " + flag + "; clients come back by themselves.");
    }

    /** Logs refusals in numbers: they come in storms. */
    private void tell(Object key, String flag) {
        long count = refused.incrementAndGet();
        long now = time.nanos();
        long before = loggedAt.get();
        if (now - before >= LOG_EVERY && loggedAt.compareAndSet(before, now)) {
            log.warn("connections are refused by {}, the last one to {}; {} so far", flag, key, count);
        }
    }
}
