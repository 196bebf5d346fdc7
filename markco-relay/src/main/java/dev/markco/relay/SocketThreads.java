package dev.markco.relay;

import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty's threads, which read sockets and hand edits on, and so do not wait for those that save. */
final class SocketThreads extends QueuedThreadPool {
    SocketThreads() {
        setName("relay");
    }

    @Override
    public Thread newThread(Runnable work) {
        return super.newThread(() -> {
            ThreadUrgency.PROMPT.ask();
            work.run();
        });
    }
}
