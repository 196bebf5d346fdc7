package dev.markco.agent;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What the agents of this process say that has some words in it, which tests that run beside this one do not have. */
final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final Logger AGENT = (Logger) LoggerFactory.getLogger("dev.markco.agent");

    private final String about;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    LogLines(Object about) {
        this.about = String.valueOf(about);
        setContext(AGENT.getLoggerContext());
        start();
        AGENT.setLevel(Level.DEBUG);
        AGENT.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        String line = event.getFormattedMessage();
        if (line.contains(about)) {
            lines.add(line);
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
