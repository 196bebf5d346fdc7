package dev.markco.cli.config;

/** A file of settings that cannot be used: what is wrong and where, and what to do about it. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String hint;

    ConfigException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    ConfigException(String message, String hint, Throwable cause) {
        super(message, cause);
        this.hint = hint;
    }

    public String hint() {
        return hint;
    }
}
