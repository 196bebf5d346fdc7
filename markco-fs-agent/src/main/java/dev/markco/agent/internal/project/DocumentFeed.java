package dev.markco.agent.internal.project;

import dev.markco.agent.internal.document.SerialTask;
import dev.markco.agent.internal.uplink.RelayHttp;
import dev.markco.agent.internal.uplink.Uplink;
import dev.markco.agent.internal.watch.DocumentNames;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of the documents that the relay has, by asking every two seconds while connected. Thread-safe. */
public final class DocumentFeed {
    private static final Logger log = LoggerFactory.getLogger(DocumentFeed.class);
    private static final long INTERVAL_MILLIS = 2_000;

    private final RelayHttp http;
    private final Uplink uplink;
    private final DocumentNames names;
    private final Consumer<String> listener;
    private final SerialTask task;
    private volatile boolean heard;
    private volatile boolean stopped;
    private volatile @Nullable String trouble;

    public DocumentFeed(
            RelayHttp http,
            Uplink uplink,
            DocumentNames names,
            Consumer<String> listener,
            Executor pool,
            ScheduledExecutorService timer) {
        this.http = http;
        this.uplink = uplink;
        this.names = names;
        this.listener = listener;
        this.task = new SerialTask(this::ask, pool, timer);
    }

    /** Asks now, and again and again. */
    public void askNow() {
        task.signal();
    }

    /** Whether the relay has answered at least once. */
    public boolean hasHeard() {
        return heard;
    }

    public void stop() {
        stopped = true;
    }

    private void ask() {
        if (stopped) {
            return;
        }
        if (uplink.isConnected()) {
            try {
                http.list(names.userId(), names.project()).forEach(listener);
                heard = true;
                trouble = null;
            } catch (IOException e) {
                String why = String.valueOf(e.getMessage());
                if (!why.equals(trouble)) {
                    log.warn("The relay's documents cannot be listed: {}", why);
                }
                trouble = why;
            }
        }
        task.signalIn(INTERVAL_MILLIS);
    }
}
