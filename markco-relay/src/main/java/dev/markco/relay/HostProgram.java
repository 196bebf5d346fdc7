package dev.markco.relay;

/**
 * The program that a relay runs in, as those on its machine are told.
 *
 * @param version of the program
 * @param problems what went wrong lately
 */
public record HostProgram(String version, RecentProblems problems) {
    /** One that nothing is told of. */
    public static HostProgram unknown() {
        return new HostProgram("unknown", new RecentProblems());
    }
}
