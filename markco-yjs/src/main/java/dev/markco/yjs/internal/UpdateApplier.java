package dev.markco.yjs.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
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
    private final Replica replica;
    private final Integrator integrator;

    /** Clients with a backlog. */
    private final Set<Client> waiting = new LinkedHashSet<>();

    private final DeleteSet pendingDeletes = new DeleteSet();

    UpdateApplier(Replica replica, Integrator integrator) {
        this.replica = replica;
        this.integrator = integrator;
    }

    boolean hasPending() {
        return !waiting.isEmpty() || !pendingDeletes.isEmpty();
    }

    Set<Client> waiting() {
        return waiting;
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
            int known = client == null ? 0 : client.nextClock();
            if (client != null) {
                ClockRanges below = ranges.takeBelow(known);
                below.forEach((from, to) -> integrator.deleteRange(client, from, to));
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
        List<UpdateReader.Run> sorted = new ArrayList<>(runs);
        sorted.sort(Comparator.comparingLong(run -> run.client().id));
        // Higher ids come off the stack first: then fewer items are passed in conflict scans.
        ArrayDeque<Client> work = new ArrayDeque<>();
        for (UpdateReader.Run run : sorted) {
            if (!run.structs().isEmpty()) {
                Client client = run.client();
                if (client.backlog == null) {
                    client.backlog = new Backlog(run.structs());
                    waiting.add(client);
                } else {
                    client.backlog.add(run.structs());
                }
                work.push(client);
            }
        }
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
        for (Struct struct = backlog.peek(); struct != null; struct = backlog.peek()) {
            int known = client.nextClock();
            if (struct.end() > known) {
                if (struct.clock > known || mustWait(struct, client, backlog)) {
                    break;
                }
                integrator.integrate(struct.clock < known ? struct.dropFirst(known - struct.clock) : struct);
            }
            backlog.poll();
        }
        if (backlog.peek() == null) {
            client.backlog = null;
            waiting.remove(client);
        }
        PriorityQueue<Backlog.Wait> waits = client.waits;
        if (waits != null) {
            for (Backlog.Wait wait = waits.peek();
                    wait != null && wait.clock() < client.nextClock();
                    wait = waits.peek()) {
                waits.poll();
                work.push(wait.waiter());
            }
            if (waits.isEmpty()) {
                client.waits = null;
            }
        }
    }

    /** Whether the struct refers to something that is not there; if so, its client is registered where it will come. */
    private static boolean mustWait(Struct struct, Client client, Backlog backlog) {
        if (!(struct instanceof Item item)) {
            return false;
        }
        if (isMissing(item.origin, item.originClock)) {
            return register(item.origin, item.originClock, client, backlog);
        }
        if (isMissing(item.rightOrigin, item.rightOriginClock)) {
            return register(item.rightOrigin, item.rightOriginClock, client, backlog);
        }
        if (item.parent instanceof ParentRef ref && isMissing(ref.client, ref.clock)) {
            return register(ref.client, ref.clock, client, backlog);
        }
        return false;
    }

    private static boolean isMissing(@Nullable Client client, int clock) {
        return client != null && clock >= client.nextClock();
    }

    private static boolean register(@Nullable Client missing, int clock, Client waiter, Backlog backlog) {
        if (missing != null && (backlog.waitsFor != missing || backlog.waitsForClock != clock)) {
            backlog.waitsFor = missing;
            backlog.waitsForClock = clock;
            if (missing.waits == null) {
                missing.waits = new PriorityQueue<>();
            }
            missing.waits.add(new Backlog.Wait(clock, waiter));
        }
        return true;
    }
}
