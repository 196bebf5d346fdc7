package dev.markco.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.core.spi.ContextAwareBase;

/** How Logback, when it starts, learns what {@link Logging} was told; found as a service. */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_TOP_PRIORITY)
public final class LogbackSetup extends ContextAwareBase implements Configurator {
    @Override
    public ExecutionStatus configure(LoggerContext context) {
        return Logging.onStart(context)
                ? ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY
                : ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
}
