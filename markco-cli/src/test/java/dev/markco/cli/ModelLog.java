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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What the agents say, to be read beside the trace of a seed that fails, and what anybody says that only a bug makes him
 * say. Thread-safe.
 */
final class ModelLog extends AppenderBase<ILoggingEvent> {
    private static final Pattern BUG = Pattern.compile("\\bbug\\b|should not happen");

    private final Queue<Line> lines = new ConcurrentLinkedQueue<>();
    private final Queue<Line> bugs = new ConcurrentLinkedQueue<>();

    /**
     * Something that was said.
     *
     * @param time in milliseconds since 1970
     * @param group that of the thread which said it
     */
    private record Line(long time, @Nullable ThreadGroup group, String text) {}

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
        ((Logger) LoggerFactory.getLogger("dev.markco.sync")).addAppender(log);
        if (alone) {
            agents.setLevel(Level.INFO);
            agents.setAdditive(false);
        }
        return log;
    }

    @Override
    protected void append(ILoggingEvent event) {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        String text = event.getFormattedMessage();
        lines.add(new Line(event.getTimeStamp(), group, text));
        boolean unexpected = event.getLevel() == Level.ERROR && event.getThrowableProxy() != null;
        if (unexpected || BUG.matcher(text).find()) {
            String stack = ThrowableProxyUtil.asString(event.getThrowableProxy());
            bugs.add(new Line(event.getTimeStamp(), group, text + "\n" + stack));
        }
    }

    /** What should not have happened, with stack traces, and did so in a group, since a time in milliseconds since 1970. */
    List<String> bugs(ThreadGroup group, long start) {
        return timed(bugs, group, start).toList();
    }

    /** What was said in a group since a time in milliseconds since 1970. */
    String said(ThreadGroup group, long start) {
        return timed(lines, group, start).collect(Collectors.joining("\n"));
    }

    private static Stream<String> timed(Queue<Line> all, ThreadGroup group, long start) {
        return all.stream()
                .filter(line -> line.time >= start && group.equals(line.group))
                .map(line -> String.format(Locale.ROOT, "%6d %s", line.time - start, line.text));
    }
}
