package dev.markco.agent;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What the agents of this process say that names a directory, from info on; tests that run beside this one name others. */
final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final Logger AGENT = (Logger) LoggerFactory.getLogger("dev.markco.agent");

    private final String about;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    LogLines(Object about) {
        this.about = String.valueOf(about);
        setContext(AGENT.getLoggerContext());
        start();
        AGENT.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.INFO)
                && event.getFormattedMessage().contains(about)) {
            lines.add(event.getFormattedMessage());
        }
    }

    List<String> with(String part) {
        return lines.stream().filter(line -> line.contains(part)).toList();
    }

    @Override
    public void close() {
        AGENT.detachAppender(this);
        stop();
    }
}
