package dev.markco.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** What the agents say while a seed runs, to be read beside its trace when it fails. Thread-safe. */
final class ModelLog extends AppenderBase<ILoggingEvent> {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private volatile long start = System.currentTimeMillis();

    /**
     * Listens to the agents of this process.
     *
     * @param alone whether nobody else is to hear of it
     */
    static ModelLog listen(boolean alone) {
        Logger agents = (Logger) LoggerFactory.getLogger("dev.markco.agent");
        ModelLog log = new ModelLog();
        log.setContext(agents.getLoggerContext());
        log.start();
        agents.addAppender(log);
        if (alone) {
            agents.setLevel(Level.INFO);
            agents.setAdditive(false);
        }
        return log;
    }

    /** A seed begins. */
    void restart() {
        lines.clear();
        start = System.currentTimeMillis();
    }

    @Override
    protected void append(ILoggingEvent event) {
        long millis = event.getTimeStamp() - start;
        lines.add(String.format(Locale.ROOT, "%6d %s", millis, event.getFormattedMessage()));
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
