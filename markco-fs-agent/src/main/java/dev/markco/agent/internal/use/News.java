package dev.markco.agent.internal.use;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the listeners of files have not been told yet. Not thread-safe; what is taken may be told in any thread. */
final class News {
    private static final Logger log = LoggerFactory.getLogger(News.class);

    private final Set<KernelFile> written = new LinkedHashSet<>();
    private final Set<KernelFile> lost = new LinkedHashSet<>();

    /** Returns false when that is to be told anyway. */
    boolean addWritten(KernelFile file) {
        return written.add(file);
    }

    /** Returns false when that is to be told anyway. */
    boolean addLost(KernelFile file) {
        return lost.add(file);
    }

    void forget(KernelFile file) {
        written.remove(file);
        lost.remove(file);
    }

    /** Takes all that there is; it is told by running what this returns. */
    Runnable take() {
        List<KernelFile> nowWritten = new ArrayList<>(written);
        List<KernelFile> nowLost = new ArrayList<>(lost);
        written.clear();
        lost.clear();
        return () -> {
            nowWritten.forEach(file -> tell(file, () -> file.listener().written(file)));
            nowLost.forEach(file -> tell(file, () -> file.listener().lost(file)));
        };
    }

    private static void tell(KernelFile file, Runnable telling) {
        try {
            telling.run();
        } catch (RuntimeException e) {
            log.warn(
                    "What happened to the file with inode {} could not be told",
                    file.inode().number(),
                    e);
        }
    }
}
