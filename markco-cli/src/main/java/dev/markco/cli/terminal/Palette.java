package dev.markco.cli.terminal;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Colours for a terminal, or none at all. Immutable. */
public final class Palette {
    /** Text as it is. */
    public static final Palette PLAIN = new Palette(false);

    /** With the sixteen colours that every terminal has. */
    public static final Palette ANSI = new Palette(true);

    private final boolean colored;

    private Palette(boolean colored) {
        this.colored = colored;
    }

    /** When colours are wanted. */
    public enum When {
        AUTO,
        ALWAYS,
        NEVER
    }

    /**
     * Decides: {@code --color} first, then NO_COLOR, CLICOLOR_FORCE and TERM=dumb, then whether a terminal reads it. Pure.
     *
     * @param when what was said on the command line, null for nothing
     */
    public static Palette decide(@Nullable When when, Map<String, String> environment, boolean terminal) {
        if (when == When.ALWAYS) {
            return ANSI;
        }
        if (when == When.NEVER || !environment.getOrDefault("NO_COLOR", "").isEmpty()) {
            return PLAIN;
        }
        String force = environment.getOrDefault("CLICOLOR_FORCE", "");
        if (!force.isEmpty() && !force.equals("0")) {
            return ANSI;
        }
        boolean dumb = environment.getOrDefault("TERM", "").equals("dumb");
        boolean unwanted = environment.getOrDefault("CLICOLOR", "").equals("0");
        return terminal && !dumb && !unwanted ? ANSI : PLAIN;
    }

    public boolean isColored() {
        return colored;
    }

    public String good(String text) {
        return paint("32", text);
    }

    public String bad(String text) {
        return paint("31", text);
    }

    public String doubtful(String text) {
        return paint("33", text);
    }

    public String strong(String text) {
        return paint("1", text);
    }

    public String place(String text) {
        return paint("36", text);
    }

    public String faint(String text) {
        return paint("2", text);
    }

    private String paint(String code, String text) {
        return colored ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
