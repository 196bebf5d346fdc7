package dev.markco.cli.terminal;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;

/** Which of the standard streams a terminal is at the other end of. */
public final class Terminals {
    public static final int IN = 0;
    public static final int OUT = 1;
    public static final int ERR = 2;

    private Terminals() {}

    /**
     * Whether a person reads or types there. The launcher knows and says so in the property {@code markco.terminals}, a list
     * of descriptors; without it the JVM is asked, which knows of input and output together.
     */
    public static boolean has(int descriptor) {
        String known = System.getProperty("markco.terminals");
        return known == null ? hasConsole() : known.contains(Integer.toString(descriptor));
    }

    @SuppressWarnings("SystemConsoleNull") // Until Java 21 there is none without a terminal; later ones are asked.
    private static boolean hasConsole() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // Since Java 22 there is a console even where there is no terminal.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }
}
