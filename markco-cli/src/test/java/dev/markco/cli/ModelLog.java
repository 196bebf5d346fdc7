package dev.markco.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/**
 * What the agents say while a seed runs, to be read beside its trace when it fails, and what anybody says that only a bug
 * makes him say. Thread-safe.
 */
final class ModelLog extends AppenderBase<ILoggingEvent> {
    private static final Pattern BUG = Pattern.compile("\\bbug\\b|should not happen");

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Queue<String> bugs = new ConcurrentLinkedQueue<>();
    private volatile long start = System.currentTimeMillis();

    /**
     * Listens to the agents and relays of this process.
     *
     * @param alone whether nobody else is to hear of the agents
     */
    static ModelLog listen(boolean alone) {
        Logger agents = (Logger) LoggerFactory.getLogger("dev.markco.agent");
        ModelLog log = new ModelLog();
        log.setContext(agents.getLoggerContext());
        log.start();
        agents.addAppender(log);
        ((Logger) LoggerFactory.getLogger("dev.markco.relay")).addAppender(log);
        if (alone) {
            agents.setLevel(Level.INFO);
            agents.setAdditive(false);
        }
        return log;
    }

    /** A seed begins. */
    void restart() {
        lines.clear();
        bugs.clear();
        start = System.currentTimeMillis();
    }

    @Override
    protected void append(ILoggingEvent event) {
        long millis = event.getTimeStamp() - start;
        String line = String.format(Locale.ROOT, "%6d %s", millis, event.getFormattedMessage());
        lines.add(line);
        if (BUG.matcher(line).find()) {
            bugs.add(line + "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
    }

    /** What should not have happened, with stack traces. */
    List<String> bugs() {
        return List.copyOf(bugs);
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
