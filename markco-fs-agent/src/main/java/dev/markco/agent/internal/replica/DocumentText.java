package dev.markco.agent.internal.replica;

import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.FileText;
import dev.markco.agent.internal.disk.TextFormat;
import dev.markco.sync.text.Hunk;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.YMap;
import dev.markco.yjs.YText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A document's text and format as a file holds them, and changes of them. */
public final class DocumentText {
    /** The root text that is the document. */
    private static final String ROOT = "content";
    /** The root map that says how files spell the text: absent keys mean LF and no byte order mark (R11). */
    private static final String FORMAT = "markco";

    private static final String LINE_ENDS = "lineEnds";
    private static final String CRLF = "crlf";
    private static final String BOM = "bom";

    private DocumentText() {}

    /** The type that has the text. */
    static YText root(YDoc doc) {
        return doc.getText(ROOT);
    }

    /** The text, as near as UTF-8 can hold it; offsets are those of {@link #edit}. */
    public static String of(YDoc doc) {
        return FileText.writable(root(doc).toString());
    }

    /** The text and its format. */
    public static FileContent content(YDoc doc) {
        return new FileContent(of(doc), format(doc));
    }

    private static TextFormat format(YDoc doc) {
        YMap map = doc.getMap(FORMAT);
        return new TextFormat(CRLF.equals(map.get(LINE_ENDS)), Boolean.TRUE.equals(map.get(BOM)));
    }

    /** Makes the changes of the text and sets the format; to be called in a transaction. */
    public static void edit(YDoc doc, List<Hunk> hunks, TextFormat format) {
        edit(doc, hunks);
        TextFormat now = format(doc);
        YMap map = doc.getMap(FORMAT);
        if (now.crlf() != format.crlf()) {
            set(map, LINE_ENDS, format.crlf() ? CRLF : null);
        }
        if (now.bom() != format.bom()) {
            set(map, BOM, format.bom() ? Boolean.TRUE : null);
        }
    }

    private static void set(YMap map, String key, @Nullable Object value) {
        if (value == null) {
            map.remove(key);
        } else {
            map.put(key, value);
        }
    }

    /** Makes the changes; to be called in a transaction. Embedded objects, which no file shows, stay where they are. */
    static void edit(YDoc doc, List<Hunk> hunks) {
        YText text = root(doc);
        EmbedMap embeds = EmbedMap.of(text);
        for (int i = hunks.size() - 1; i >= 0; i--) {
            Hunk hunk = hunks.get(i);
            embeds.delete(text, hunk.start(), hunk.end());
            if (!hunk.text().isEmpty()) {
                text.insert(embeds.index(hunk.start()), hunk.text());
            }
        }
    }
}
