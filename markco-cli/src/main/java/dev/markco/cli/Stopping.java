package dev.markco.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How a service ends: a signal (Ctrl-C, SIGTERM) asks it to, and the process stays until it has saved everything or the
 * time for that is over.
 *
 * <p>Java runs shutdown hooks and then exits with 130 or 143 whatever they did; a service that has stopped as asked says
 * its own exit code instead.
 */
final class Stopping implements AutoCloseable {
    /** How long saving may take at the end. */
    static final Duration SAVE_LIMIT = Duration.ofSeconds(20);

    /** All phases of a stop together; past this the process ends whatever is still going on. */
    private static final Duration HOOK_LIMIT = SAVE_LIMIT.multipliedBy(2);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile int exitCode = ExitCode.UNHEALTHY;
    private final Thread hook = new Thread(this::onSignal, "stopping");

    private Stopping() {}

    static Stopping onSignals() {
        Stopping stopping = new Stopping();
        Runtime.getRuntime().addShutdownHook(stopping.hook);
        return stopping;
    }

    private void onSignal() {
        asked.countDown();
        try {
            if (done.await(HOOK_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                Runtime.getRuntime().halt(exitCode);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(ExitCode.UNHEALTHY);
    }

    /** Waits until someone wants the service to end. */
    void await() throws InterruptedException {
        asked.await();
    }

    /** Waits for that, but no longer; returns whether the end was asked for. */
    boolean await(Duration limit) throws InterruptedException {
        return asked.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether the end has been asked for. */
    boolean isAsked() {
        return asked.getCount() == 0;
    }

    /** Says how the service ended; returns the exit code given. */
    int finished(int code) {
        exitCode = code;
        return code;
    }

    /** Lets a waiting signal end the process. */
    @Override
    public void close() {
        if (isAsked()) {
            done.countDown();
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // A signal came just now and its hook waits for us.
            done.countDown();
        }
    }
}
