package dev.markco.agent.internal.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which of a machine's starts something happened in. A file that was written before one that nobody announced, as behind a loss of
 * power, may have its size and its times and not what was written. Source: proc(5), random(4).
 *
 * @param id other for each start, empty where that is not told
 */
public record MachineStart(String id) {
    public static final MachineStart UNKNOWN = new MachineStart("");

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    /** The one that this process runs in. */
    public static MachineStart ofSystem() {
        try {
            return new MachineStart(Files.readString(BOOT_ID).strip());
        } catch (IOException e) {
            // Only Linux has it.
            return UNKNOWN;
        }
    }
}
