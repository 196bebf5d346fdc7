package dev.markco.agent.internal.disk;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way to calls of the C library on Linux that Java lacks. */
public final class CLibrary {
    private static final Logger log = LoggerFactory.getLogger(CLibrary.class);

    private CLibrary() {}

    /**
     * Binds calls.
     *
     * @param without what is done where there is no such library, for people
     * @return null on other systems, or where the library cannot be loaded
     */
    public static <L extends Library> @Nullable L load(Class<L> calls, String without) {
        if (!Platform.isLinux()) {
            return null;
        }
        try {
            // Names go to the kernel as the JVM itself would write them.
            String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
            return Native.load("c", calls, Map.of(Library.OPTION_STRING_ENCODING, encoding));
        } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
            log.info("The C library cannot be called ({}); {}", e.getMessage(), without);
            return null;
        }
    }
}
