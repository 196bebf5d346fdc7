package dev.markco.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The commands below a command, in the order of its help. Unlike picocli's own attribute of that name it leaves the
 * choice to {@link CommandTree}, which builds only those that a command line needs.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Subcommands {
    Class<?>[] value();
}
