package dev.markco.agent.internal.document;

import dev.markco.agent.internal.disk.FileText;
import dev.markco.sync.text.Hunk;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.YText;
import java.util.List;

/** A document's text as a file holds it, and changes of it. */
final class DocumentText {
    /** The root text that is the document. */
    private static final String ROOT = "content";

    private DocumentText() {}

    /** The text, as near as UTF-8 can hold it; offsets are those of {@link #edit}. */
    static String of(YDoc doc) {
        return FileText.writable(doc.getText(ROOT).toString());
    }

    /** Makes the changes; to be called in a transaction. Embedded objects, which no file shows, stay where they are. */
    static void edit(YDoc doc, List<Hunk> hunks) {
        YText text = doc.getText(ROOT);
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
