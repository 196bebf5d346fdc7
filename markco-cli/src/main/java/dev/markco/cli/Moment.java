package dev.markco.cli;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/** A time as lists for people show it: to the second, so that lines fit a terminal. */
final class Moment {
    private Moment() {}

    /** The second of an ISO 8601 time; what is none stays as it is. */
    static String of(String time) {
        try {
            return Instant.parse(time).truncatedTo(ChronoUnit.SECONDS).toString();
        } catch (DateTimeParseException e) {
            return time;
        }
    }
}
