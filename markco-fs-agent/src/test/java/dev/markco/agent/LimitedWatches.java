package dev.markco.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A user namespace in which the kernel allows only so many inotify watches. */
final class LimitedWatches {
    private static final String LIMIT = "/proc/sys/user/max_inotify_watches";

    private LimitedWatches() {}

    /** The start of a command that runs what follows with that limit. */
    static List<String> shell(int limit) {
        return List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "sh",
                "-c",
                "echo " + limit + " >" + LIMIT + " && exec \"$@\"",
                "sh");
    }

    /** Whether this machine lets us make one. */
    static boolean isPossible() {
        try {
            List<String> command = new ArrayList<>(shell(1));
            command.add("true");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
