package dev.markco.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.markco.relay.RecentProblems;

/** Keeps the last warnings and errors, so that {@code markco status} can show them. */
final class ProblemAppender extends AppenderBase<ILoggingEvent> {
    private final RecentProblems problems;

    ProblemAppender(RecentProblems problems) {
        this.problems = problems;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
            problems.add(
                    event.getInstant(), event.getLevel().toString(), event.getFormattedMessage() + LogReason.of(event));
        }
    }
}
