package dev.markco.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** What {@code jcmd} tells of the heap of another Java process. */
public final class JavaHeap {
    private static final int BYTES_COLUMN = 2;

    private JavaHeap() {}

    /** The bytes that are in use after a collection. */
    public static long liveBytes(long pid) throws IOException {
        Process jcmd = new ProcessBuilder("jcmd", Long.toString(pid), "GC.class_histogram").start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(jcmd.getInputStream(), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> line.startsWith("Total"))
                    .mapToLong(line -> Long.parseLong(line.split("\\s+", -1)[BYTES_COLUMN]))
                    .findFirst()
                    .orElseThrow(() -> new IOException("jcmd shows no heap"));
        }
    }
}
