package dev.markco.agent;

import dev.markco.agent.internal.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Path;

/** What an agent left in a directory that it kept. */
public final class KeptDirectory {
    private KeptDirectory() {}

    /**
     * Whether an agent of this machine has shared documents of a directory with a relay. What came along with the directory, in an
     * archive or a clone, is no proof of it: the state has to tell of files that lie where it was written.
     */
    public static boolean wasShared(Path project) throws IOException {
        return StateDirectory.wasShared(project);
    }
}
