package dev.markco.agent.internal.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Former paths of documents, for editors that still have them open when the document was renamed and the agent started anew
 * since: they would make a second document of it. Thread-safe.
 *
 * <p>The file has a line a change, each after a line feed so that one that was cut off spoils no other: the CRC-32C of the
 * rest in 8 hex digits, a space, the former path, a tab, and the path that took its place, or nothing when the former path
 * is taken again. A file that cannot be written or read is reported; it is written whole as soon as that can be done.
 */
public final class Aliases {
    /** Older ones are forgotten when the file is read. */
    static final int MOST = 10_000;

    private static final Logger log = LoggerFactory.getLogger(Aliases.class);
    private static final int SUM_DIGITS = 8;

    private final Path file;
    private final Map<String, String> presents = new LinkedHashMap<>();
    /** Whether the file lacks something, as when the disk was full. */
    private boolean behind;

    private Aliases(Path file) {
        this.file = file;
    }

    /** Reads what was written, if anything was, and writes it shorter if it can be. */
    static Aliases open(Path file) {
        Aliases opened = new Aliases(file);
        try {
            opened.read();
        } catch (NoSuchFileException e) {
            log.trace("nothing was renamed yet", e);
        } catch (IOException e) {
            log.warn("{} is not used: {}", file, e.getMessage());
        }
        return opened;
    }

    private synchronized void read() throws IOException {
        int changes = 0;
        for (String line : Files.readString(file, StandardCharsets.UTF_8).split("\n", -1)) {
            int tab = line.indexOf('\t');
            if (line.length() <= SUM_DIGITS || tab < 0 || !line.equals(line(line.substring(SUM_DIGITS + 1)))) {
                if (!line.isEmpty()) {
                    log.warn("{} has a damaged line; a renamed document may be found by its new name only", file);
                }
                continue;
            }
            changes++;
            apply(line.substring(SUM_DIGITS + 1, tab), line.substring(tab + 1));
        }
        while (presents.size() > MOST) {
            presents.remove(presents.keySet().iterator().next());
        }
        if (changes > 2 * presents.size()) {
            writeAll();
        }
    }

    /** Writes what is known in the place of what is there. */
    synchronized void writeAll() throws IOException {
        List<String> lines = new ArrayList<>();
        presents.forEach((former, present) -> lines.add("\n" + line(former + "\t" + present)));
        if (!lines.isEmpty() || Files.exists(file)) {
            StateFiles.write(file, String.join("", lines).getBytes(StandardCharsets.UTF_8));
        }
        behind = false;
    }

    /** Writes what could not be written when it happened. */
    public synchronized void catchUp() {
        if (behind) {
            try {
                writeAll();
            } catch (IOException e) {
                log.debug("{} cannot be written yet", file, e);
            }
        }
    }

    /** A present path is no former one, so that no way leads in a circle. */
    private void apply(String former, String present) {
        presents.remove(former);
        presents.remove(present);
        if (!present.isEmpty()) {
            presents.put(former, present);
        }
    }

    /** The path that took the place of a former one; null when none did. */
    public synchronized @Nullable String get(String former) {
        return presents.get(former);
    }

    /** A document got another path. */
    public synchronized void put(String former, String present) {
        apply(former, present);
        append(former + "\t" + present);
    }

    /** A former path is that of a document again. */
    public synchronized void remove(String former) {
        if (presents.containsKey(former)) {
            apply(former, "");
            append(former + "\t");
        }
    }

    private void append(String change) {
        if (behind) {
            catchUp();
            return;
        }
        try {
            Files.writeString(
                    file,
                    "\n" + line(change),
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            behind = true;
            log.warn("{} could not be written, which is tried again: {}", file, e.getMessage());
        }
    }

    private static String line(String change) {
        CRC32C sum = new CRC32C();
        sum.update(ByteBuffer.wrap(change.getBytes(StandardCharsets.UTF_8)));
        return String.format(Locale.ROOT, "%08x %s", sum.getValue(), change);
    }
}
