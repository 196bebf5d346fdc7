package dev.markco.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import dev.markco.relay.RecentProblems;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Where log lines go, standard error, and how many of them.
 *
 * <p>Logback starts when somebody asks for the first logger, which most commands never do; {@link LogbackSetup} then asks
 * here how. Thread-safe.
 */
final class Logging {
    private static final RecentProblems PROBLEMS = new RecentProblems();

    private record Settings(Level base, int verbose, LogFormat format, boolean colored) {}

    private static @Nullable Settings settings;
    private static @Nullable LoggerContext started;

    private Logging() {}

    /** What went wrong in this process lately. */
    static RecentProblems problems() {
        return PROBLEMS;
    }

    /** Whether stack traces are wanted with errors. */
    static synchronized boolean isVeryVerbose() {
        Settings wanted = settings;
        return wanted != null && wanted.verbose >= 2;
    }

    /**
     * Sets up logging for the process, now or whenever it starts; {@code verbose} counts {@code -v}; only lines for people are
     * ever coloured.
     */
    static synchronized void setUp(Level base, int verbose, LogFormat format, boolean colored) {
        Settings wanted = new Settings(base, verbose, format, colored);
        settings = wanted;
        LoggerContext context = started;
        if (context != null) {
            context.reset();
            apply(wanted, context);
        }
    }

    /** Tells of Logback's start; returns whether it is set up now. */
    static synchronized boolean onStart(LoggerContext context) {
        started = context;
        Settings wanted = settings;
        if (wanted == null) {
            return false;
        }
        apply(wanted, context);
        return true;
    }

    private static void apply(Settings wanted, LoggerContext context) {
        int verbose = wanted.verbose;
        Encoder<ILoggingEvent> encoder =
                wanted.format == LogFormat.JSON ? new JsonLogEncoder() : text(context, verbose, wanted.colored);
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        Level level = verbose >= 2 ? Level.DEBUG : verbose == 1 ? Level.INFO : wanted.base;
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
        ProblemAppender noting = new ProblemAppender(PROBLEMS);
        noting.setContext(context);
        noting.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(noting);
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN);
        context.getLogger("dev.markco").setLevel(level);
        if (verbose < 2) {
            // Our own messages tell what these would, in words for users.
            context.getLogger("org.flywaydb").setLevel(Level.WARN);
            context.getLogger("com.zaxxer.hikari").setLevel(Level.ERROR);
        }
    }

    static Encoder<ILoggingEvent> text(LoggerContext context, int verbose, boolean colored) {
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.getInstanceConverterMap().put("reason", LogReason::new);
        String level = colored ? "%highlight(%-5level)" : "%-5level";
        layout.setPattern(
                verbose >= 2
                        ? "%d{HH:mm:ss.SSS} " + level + " %logger{24} [%thread] %msg%n"
                        : "%d{HH:mm:ss} " + level + " %msg%reason%n");
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setLayout(layout);
        return encoder;
    }
}
