package dev.markco.yjs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a replica does with a decoded update, and what it still has to do: structs whose references are missing and deletes
 * of structs not yet there stay pending.
 *
 * <p>Nothing is scanned twice: a client whose next struct must wait registers at the client it waits for, and is looked at
 * again when that one has reached the clock; pending deletes are taken from the front of their client's ranges as its
 * clock grows.
 */
final class UpdateApplier {
    /** What a pending delete range takes, about. */
    static final int RANGE_BYTES = 8;

    private final Replica replica;
    private final Integrator integrator;

    /** Clients with a backlog. */
    private final Set<Client> waiting = new LinkedHashSet<>(2);

    private final DeleteSet pendingDeletes = new DeleteSet();

    UpdateApplier(Replica replica, Integrator integrator) {
        this.replica = replica;
        this.integrator = integrator;
    }

    boolean hasPending() {
        return !waiting.isEmpty() || !pendingDeletes.isEmpty();
    }

    /** Bytes that are pending, roughly; costs one step a waiting client. */
    long pendingBytes() {
        long bytes = (long) RANGE_BYTES * pendingDeletes.rangeCount();
        for (Client client : waiting) {
            Backlog backlog = client.backlog;
            bytes += backlog == null ? 0 : backlog.bytes();
        }
        return bytes;
    }

    Pending pending() {
        if (!hasPending()) {
            return Pending.NONE;
        }
        int structs = 0;
        Map<Long, Integer> missing = new HashMap<>();
        for (Client client : waiting) {
            Backlog backlog = client.backlog;
            if (backlog != null) {
                structs += backlog.count();
                Client awaited = isMissing(backlog.waitsFor, backlog.waitsForClock) ? backlog.waitsFor : null;
                missing.merge(
                        awaited == null ? client.id : awaited.id,
                        awaited == null ? client.nextClock() : backlog.waitsForClock,
                        Math::min);
            }
        }
        pendingDeletes.forEach((id, ranges) -> {
            Client client = replica.existingClient(id);
            missing.merge(id, client == null ? 0 : client.nextClock(), Math::min);
        });
        return new Pending(structs, pendingDeletes.rangeCount(), pendingBytes(), missing);
    }

    /** Bytes that would be pending with this update. */
    long pendingBytesWith(DecodedUpdate update) {
        return PendingForecast.bytesAfter(update, replica, waiting, pendingDeletes);
    }

    DeleteSet pendingDeletes() {
        return pendingDeletes;
    }

    /** Applies what can be applied now, within the current transaction. */
    void apply(DecodedUpdate update) {
        Client own = replica.ownClient();
        int ownClock = own.nextClock();
        integrateAll(update.runs());
        if (own.nextClock() != ownClock) {
            replica.transaction().ownIdUsedByOthers = true;
        }
        update.deletes().forEach((id, ranges) -> {
            Client client = replica.existingClient(id);
            if (client != null) {
                ranges.takeBelow(client.nextClock()).forEach((from, to) -> integrator.deleteRange(client, from, to));
            }
            ranges.forEach((from, to) -> pendingDeletes.add(id, from, to));
        });
        if (!pendingDeletes.isEmpty()) {
            for (Client client : List.copyOf(replica.transaction().touched)) {
                ClockRanges due = pendingDeletes.takeBelow(client.id, client.nextClock());
                if (due != null) {
                    due.forEach((from, to) -> integrator.deleteRange(client, from, to));
                }
            }
        }
    }

    private void integrateAll(List<UpdateReader.Run> runs) {
        List<UpdateReader.Run> sorted = runs;
        if (runs.size() > 1) {
            // Higher ids first: then fewer items are passed in conflict scans.
            sorted = new ArrayList<>(runs);
            sorted.sort(Comparator.comparingLong((UpdateReader.Run run) -> run.client().id)
                    .reversed());
        }
        ArrayDeque<Client> work = new ArrayDeque<>(2);
        for (int i = 0; i < sorted.size(); i++) {
            begin(sorted.get(i), work);
            advanceAll(work);
        }
    }

    /** Integrates a run as far as it goes; the rest becomes backlog. */
    private void begin(UpdateReader.Run run, ArrayDeque<Client> work) {
        Client client = run.client();
        List<Struct> structs = run.structs();
        int done = 0;
        while (done < structs.size() && integrate(structs.get(done), client)) {
            done++;
        }
        Backlog backlog = client.backlog;
        if (done < structs.size()) {
            List<Struct> rest = structs.subList(done, structs.size());
            if (backlog == null) {
                backlog = new Backlog(rest);
                client.backlog = backlog;
                waiting.add(client);
            } else {
                backlog.add(rest);
            }
        }
        if (backlog != null) {
            work.push(client);
        } else {
            wake(client, work);
        }
    }

    /** Goes on with what has waited for edits made here. */
    void wakeByOwn(Client own) {
        ArrayDeque<Client> work = new ArrayDeque<>(2);
        wake(own, work);
        advanceAll(work);
    }

    private void advanceAll(ArrayDeque<Client> work) {
        for (Client client = work.poll(); client != null; client = work.poll()) {
            advance(client, work);
        }
    }

    /** Integrates the client's backlog up to the first struct that must wait. */
    private void advance(Client client, ArrayDeque<Client> work) {
        Backlog backlog = client.backlog;
        if (backlog == null) {
            return;
        }
        Struct struct = backlog.peek();
        while (struct != null && isReady(struct, client)) {
            backlog.poll();
            integrate(struct, client);
            struct = backlog.peek();
        }
        if (struct == null) {
            client.backlog = null;
            waiting.remove(client);
        } else {
            awaitMissing(struct, client, backlog);
        }
        wake(client, work);
    }

    /** Hands over those whose wait for this client is over; the highest id comes off {@code work} first. */
    private static void wake(Client client, ArrayDeque<Client> work) {
        PriorityQueue<Backlog.Wait> waits = client.waits;
        if (waits == null) {
            return;
        }
        List<Client> released = new ArrayList<>(2);
        for (Backlog.Wait wait = waits.peek(); wait != null && wait.clock() < client.nextClock(); wait = waits.peek()) {
            waits.poll();
            released.add(wait.waiter());
        }
        if (released.size() > 1) {
            released.sort(Comparator.comparingLong(waiter -> waiter.id));
        }
        released.forEach(work::push);
        if (waits.isEmpty()) {
            client.waits = null;
        }
    }

    /** Integrates what of the struct is new; false, with nothing done, if it must wait. */
    private boolean integrate(Struct struct, Client client) {
        if (!isReady(struct, client)) {
            return false;
        }
        int known = client.nextClock();
        if (struct.end() > known) {
            integrator.integrate(struct.clock < known ? struct.dropFirst(known - struct.clock) : struct);
        }
        return true;
    }

    /** Whether all of the struct is known, or what comes before it and all it refers to is there. */
    private static boolean isReady(Struct struct, Client client) {
        int known = client.nextClock();
        if (struct.end() <= known) {
            return true;
        }
        if (struct.clock > known) {
            return false;
        }
        if (!(struct instanceof Item item)) {
            return true;
        }
        return !isMissing(item.origin, item.originClock)
                && !isMissing(item.rightOrigin, item.rightOriginClock)
                && !(item.parent instanceof ParentRef ref && isMissing(ref.client, ref.clock));
    }

    /** Registers the client where what its next struct refers to will come, unless that is with itself. */
    private static void awaitMissing(Struct struct, Client client, Backlog backlog) {
        if (!(struct instanceof Item item) || struct.clock > client.nextClock()) {
            return;
        }
        if (isMissing(item.origin, item.originClock)) {
            register(item.origin, item.originClock, client, backlog);
        } else if (isMissing(item.rightOrigin, item.rightOriginClock)) {
            register(item.rightOrigin, item.rightOriginClock, client, backlog);
        } else if (item.parent instanceof ParentRef ref) {
            register(ref.client, ref.clock, client, backlog);
        }
    }

    private static boolean isMissing(@Nullable Client client, int clock) {
        return client != null && clock >= client.nextClock();
    }

    private static void register(@Nullable Client missing, int clock, Client waiter, Backlog backlog) {
        if (missing != null && (backlog.waitsFor != missing || backlog.waitsForClock != clock)) {
            backlog.waitsFor = missing;
            backlog.waitsForClock = clock;
            if (missing.waits == null) {
                missing.waits = new PriorityQueue<>();
            }
            missing.waits.add(new Backlog.Wait(clock, waiter));
        }
    }
}
