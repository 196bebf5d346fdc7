package dev.markco.agent.internal.disk;

import dev.markco.sync.text.Hunk;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of a document and how its file spells it (R11): a file whose lines all end with CR LF is LF in the document, and
 * a byte order mark is no part of it. Mixed line ends are text. Every file is the {@link #encode encoding} of what it
 * {@link #decode decodes} to, byte for byte; only an empty file says nothing of its format, nor a file of one line of its
 * line ends, and they keep that of the document.
 *
 * @param text well-formed, as {@link FileText#writable} makes it
 */
public record FileContent(String text, TextFormat format) {
    public static final FileContent EMPTY = new FileContent("", TextFormat.PLAIN);

    private static final String CRLF = "\r\n";
    private static final char MARK = '\uFEFF';

    /**
     * Reads a file's bytes, null when they are not UTF-8.
     *
     * @param known the format where the file does not say
     */
    public static @Nullable FileContent decode(byte[] bytes, TextFormat known) {
        String characters = FileText.decode(bytes);
        return characters == null ? null : of(characters, known);
    }

    /** As {@link #decode}, of characters. */
    public static FileContent of(String characters, TextFormat known) {
        if (characters.isEmpty()) {
            return new FileContent("", known);
        }
        boolean bom = characters.charAt(0) == MARK;
        String body = bom ? characters.substring(1) : characters;
        if (body.indexOf('\n') < 0) {
            return new FileContent(body, new TextFormat(known.crlf(), bom));
        }
        return endsEachLineWithCrlf(body)
                ? new FileContent(body.replace(CRLF, "\n"), new TextFormat(true, bom))
                : new FileContent(body, new TextFormat(false, bom));
    }

    /** With exactly one CR each, for more could not be put back. */
    private static boolean endsEachLineWithCrlf(String body) {
        for (int feed = body.indexOf('\n'); feed >= 0; feed = body.indexOf('\n', feed + 1)) {
            if (feed == 0 || body.charAt(feed - 1) != '\r' || (feed > 1 && body.charAt(feed - 2) == '\r')) {
                return false;
            }
        }
        return true;
    }

    /** The bytes of the file. */
    public byte[] encode() {
        return characters().getBytes(StandardCharsets.UTF_8);
    }

    private String characters() {
        String body = format.crlf() ? Hunk.apply(text, missingReturns()) : text;
        return format.bom() ? MARK + body : body;
    }

    /**
     * Whether a file with this content reads as this content. If not, as when an editor put CR LF into the text, it is an
     * edit to read it, and what that makes is stable.
     */
    public boolean isStable() {
        return of(characters(), format).equals(this);
    }

    /**
     * The hunks, of CRs only, that give this text the line ends of {@code seen}. Made before the two are compared, they
     * leave of two contents that differ in line ends what differs beside; and two agents that only take CRs out at the same
     * time take out the same.
     */
    public List<Hunk> respelling(FileContent seen) {
        if (!seen.text.contains(CRLF)) {
            return superfluousReturns();
        }
        return format.crlf() && !seen.format.crlf() ? missingReturns() : List.of();
    }

    /**
     * This content with CRs that {@code held} has in no line taken out of the text: what was added to a file counts, that it
     * was added with other line ends does not.
     */
    public FileContent spelledLike(FileContent held) {
        return text.contains(CRLF) && !held.text.contains(CRLF)
                ? new FileContent(
                        Hunk.apply(text, superfluousReturns()), new TextFormat(held.format.crlf(), format.bom()))
                : this;
    }

    private List<Hunk> missingReturns() {
        List<Hunk> hunks = new ArrayList<>();
        for (int feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', feed + 1)) {
            if (feed == 0 || text.charAt(feed - 1) != '\r') {
                hunks.add(new Hunk(feed, feed, "\r"));
            }
        }
        return hunks;
    }

    private List<Hunk> superfluousReturns() {
        List<Hunk> hunks = new ArrayList<>();
        for (int feed = text.indexOf(CRLF) + 1; feed > 0; feed = text.indexOf(CRLF, feed) + 1) {
            int first = feed - 1;
            while (first > 0 && text.charAt(first - 1) == '\r') {
                first--;
            }
            hunks.add(new Hunk(first, feed, ""));
        }
        return hunks;
    }
}
