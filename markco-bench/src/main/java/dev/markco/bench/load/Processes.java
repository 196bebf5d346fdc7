package dev.markco.bench.load;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The programs that benchmarks run beside them: that they are there, and their ends. */
public final class Processes {
    private Processes() {}

    /**
     * Whether this is a checkout with an npm module, and markco is built; builds it if need be, before anything is measured.
     *
     * @param benchmark who says it if not
     */
    public static boolean areReady(String benchmark, String module, PrintStream err)
            throws IOException, InterruptedException {
        if (!Files.isDirectory(Path.of("interop/node_modules").resolve(module))) {
            err.println(benchmark + ": run it from the root of the checkout, after: npm ci --prefix interop");
            return false;
        }
        return new ProcessBuilder("./markco", "--version").inheritIO().start().waitFor() == 0;
    }

    /** Ends a process as a user ends it, and by force when it has not ended after so many seconds. */
    public static void end(Process process, long seconds) {
        process.destroy();
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            process.getOutputStream().close();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
