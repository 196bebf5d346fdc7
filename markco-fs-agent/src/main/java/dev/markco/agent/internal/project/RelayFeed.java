package dev.markco.agent.internal.project;

import dev.markco.agent.internal.document.SerialTask;
import dev.markco.agent.internal.uplink.Channel;
import dev.markco.agent.internal.uplink.Listed;
import dev.markco.agent.internal.uplink.ProjectEvent;
import dev.markco.agent.internal.uplink.RelayHttp;
import dev.markco.agent.internal.uplink.Uplink;
import dev.markco.agent.internal.watch.DocumentNames;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.time.Time;
import dev.markco.yjs.lib0.Decoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the relay tells of the project's documents: a list on each connection and at any doubt, and events in between (R24).
 * Thread-safe.
 */
public final class RelayFeed implements Channel {
    private static final Logger log = LoggerFactory.getLogger(RelayFeed.class);

    /** Between lists that nothing asked for, in milliseconds: events may get lost, documents must not. */
    private static final long INTERVAL_MILLIS = 300_000;
    /** After a list that failed. */
    private static final long RETRY_MILLIS = 2_000;

    private final RelayHttp http;
    private final Uplink uplink;
    private final DocumentNames names;
    private final Listener listener;
    private final SerialTask task;
    private volatile boolean heard;
    /** How many lists were wanted, and as of which of them there is one. */
    private final AtomicInteger wanted = new AtomicInteger();

    private volatile int answered;
    private volatile boolean stopped;
    private volatile @Nullable String trouble;
    /** What was changed since the list that is on its way was asked for; null when none is. Guarded by this. */
    private @Nullable List<ProjectEvent> meanwhile;

    /** Who is told; called on the feed's task and on socket threads, and must not block for long. */
    public interface Listener {
        /** Whether the local documents cannot be told from what is in the list, so that the trash is to be listed, too. */
        boolean needsTrash(List<Listed> documents);

        /**
         * The relay's documents as of now.
         *
         * @param trashed the identities in the trash, empty when they were not needed
         */
        void listed(List<Listed> documents, Set<String> trashed);

        /** Something happened to one document. */
        void happened(ProjectEvent event);

        /** The connection is gone: what was listed is history. */
        void disconnected();
    }

    public RelayFeed(RelayHttp http, Uplink uplink, DocumentNames names, Listener listener, Executor pool, Time time) {
        this.http = http;
        this.uplink = uplink;
        this.names = names;
        this.listener = listener;
        this.task = new SerialTask(this::ask, pool, time);
    }

    /** There is a new connection. */
    public void connected() {
        uplink.attach(this);
    }

    /** Lists the documents soon. */
    public void askSoon(long millis) {
        wanted.incrementAndGet();
        task.signalIn(millis);
    }

    /** Whether the relay has listed its documents on the present connection, and no other list is wanted. */
    public boolean hasHeard() {
        return heard && answered == wanted.get() && trouble == null;
    }

    /** Why the documents cannot be listed, or null. */
    public @Nullable String trouble() {
        return trouble;
    }

    public void stop() {
        stopped = true;
    }

    @Override
    public String address() {
        return DocumentKey.userName(names.userId()) + "/" + names.project();
    }

    @Override
    public void opened() {
        // Only now: what happens after the list is told as an event.
        task.signal();
    }

    @Override
    public void denied(String reason) {
        trouble = reason;
        log.warn("The relay refuses the project: {}", reason);
        task.signal();
    }

    @Override
    public void received(Decoder message) {
        if (message.readVarUint() != MessageType.STATELESS) {
            return;
        }
        ProjectEvent event = ProjectEvent.parse(message.readVarString());
        if (event.kind() == ProjectEvent.Kind.RESYNC) {
            wanted.incrementAndGet();
            task.signal();
        } else {
            if (event.kind() == ProjectEvent.Kind.CHANGED) {
                remember(event);
            }
            listener.happened(event);
        }
    }

    private synchronized void remember(ProjectEvent event) {
        if (meanwhile != null) {
            meanwhile.add(event);
        }
    }

    private synchronized void remember() {
        meanwhile = new ArrayList<>();
    }

    private synchronized List<ProjectEvent> remembered() {
        List<ProjectEvent> events = meanwhile;
        meanwhile = null;
        return events == null ? List.of() : events;
    }

    @Override
    public void lost() {
        heard = false;
        listener.disconnected();
    }

    @Override
    public byte[] nextMessage() {
        return new byte[0];
    }

    private void ask() {
        if (stopped || !uplink.isConnected()) {
            return;
        }
        uplink.settled(this);
        int asked = wanted.get();
        remember();
        try {
            List<Listed> documents = http.list(names.userId(), names.project());
            Set<String> trashed =
                    listener.needsTrash(documents) ? http.trashed(names.userId(), names.project()) : Set.of();
            listener.listed(documents, trashed);
            // The list may be older than these, and has just been taken for how things are.
            remembered().forEach(listener::happened);
            heard = uplink.isConnected();
            answered = asked;
            trouble = null;
            task.signalIn(INTERVAL_MILLIS);
        } catch (IOException e) {
            remembered();
            if (stopped) {
                return;
            }
            String why = String.valueOf(e.getMessage());
            if (!why.equals(trouble)) {
                log.warn("The relay's documents cannot be listed: {}", why);
            }
            trouble = why;
            task.signalIn(RETRY_MILLIS);
        }
    }
}
