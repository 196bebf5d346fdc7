package dev.markco.agent;

import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.TextFormat;
import dev.markco.agent.internal.replica.DocumentText;
import dev.markco.sync.text.TextDiff;
import dev.markco.yjs.YDoc;
import org.jspecify.annotations.Nullable;

/**
 * What a document and its file have in common: the text, and how the file spells it (R11). Immutable.
 *
 * @param text with LF where a file ends all its lines with CR LF, and without a byte order mark
 * @param crlf whether the lines of the file end with CR and LF
 * @param bom whether the file starts with a byte order mark
 */
public record DocumentContent(String text, boolean crlf, boolean bom) {
    /** No text. */
    public static final DocumentContent EMPTY = new DocumentContent("", false, false);

    /** That of a document. */
    public static DocumentContent of(YDoc doc) {
        return of(DocumentText.content(doc));
    }

    /**
     * That of a file's bytes, null when they are not UTF-8.
     *
     * @param known what holds where the file is too short to tell its format
     */
    public static @Nullable DocumentContent ofFile(byte[] bytes, DocumentContent known) {
        FileContent content = FileContent.decode(bytes, known.format());
        return content == null ? null : of(content);
    }

    private static DocumentContent of(FileContent content) {
        return new DocumentContent(
                content.text(), content.format().crlf(), content.format().bom());
    }

    private TextFormat format() {
        return new TextFormat(crlf, bom);
    }

    /** As this, with another text. */
    public DocumentContent withText(String other) {
        return new DocumentContent(other, crlf, bom);
    }

    /** Gives a document this content by edits as small as can be, in the current transaction or one of its own. */
    public void applyTo(YDoc doc) {
        doc.transact(() -> DocumentText.edit(
                doc, TextDiff.between(DocumentText.content(doc).text(), text), format()));
    }
}
