package dev.markco.cli.config;

/**
 * A value that an option has without having been given, and where it comes from.
 *
 * @param value as the option would be given it
 * @param source the kind of place
 * @param where the place itself: a variable's name, or a file and the line in it
 */
public record Setting(String value, Source source, String where) {
    /** The kinds of places, the first that has a value being the one that counts. */
    public enum Source {
        /** A variable of the environment. */
        ENVIRONMENT,
        /** {@code .markco.toml} in the project. */
        PROJECT,
        /** {@code config.toml} of the user. */
        USER
    }
}
