package dev.markco.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.pattern.ThrowableHandlingConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;

/**
 * Why something went wrong, behind the message of a log line for people: what was thrown and what caused that, by class and
 * message, in the same line. Behind an error, which nobody expected, its stack trace follows.
 */
final class LogReason extends ThrowableHandlingConverter {
    private static final int MOST_CAUSES = 5;

    @Override
    public String convert(ILoggingEvent event) {
        String words = of(event);
        if (words.isEmpty()) {
            return "";
        }
        boolean unexpected = event.getLevel().isGreaterOrEqual(Level.ERROR);
        String trace = unexpected ? ThrowableProxyUtil.asString(event.getThrowableProxy()) : "";
        return words + (unexpected ? System.lineSeparator() + trace.stripTrailing() : "");
    }

    /** In one line; empty where nothing was thrown, or where nothing went wrong. */
    static String of(ILoggingEvent event) {
        if (!event.getLevel().isGreaterOrEqual(Level.WARN)) {
            return "";
        }
        StringBuilder words = new StringBuilder();
        IThrowableProxy thrown = event.getThrowableProxy();
        for (int i = 0; i < MOST_CAUSES && thrown != null && !thrown.isCyclic(); i++) {
            words.append(i == 0 ? ": " : "; caused by ").append(words(thrown));
            thrown = thrown.getCause();
        }
        return words.toString();
    }

    private static String words(IThrowableProxy thrown) {
        String name = thrown.getClassName();
        String message = thrown.getMessage();
        String shortName = name.substring(name.lastIndexOf('.') + 1);
        return message == null || message.isBlank()
                ? shortName
                : shortName + ": " + message.strip().replaceAll("\\R\\s*", " ");
    }
}
