package dev.markco.cli.doctor;

/**
 * What came out of one check.
 *
 * @param detail what was seen
 * @param remedy what to do about it; empty unless it failed
 */
public record Finding(String check, Verdict verdict, String detail, String remedy) {
    /** How a check ended. */
    public enum Verdict {
        PASS,
        FAIL,
        /** There was nothing to look at. */
        SKIP
    }

    public static Finding pass(String check, String detail) {
        return new Finding(check, Verdict.PASS, detail, "");
    }

    public static Finding fail(String check, String detail, String remedy) {
        return new Finding(check, Verdict.FAIL, detail, remedy);
    }

    public static Finding skip(String check, String detail) {
        return new Finding(check, Verdict.SKIP, detail, "");
    }
}
