package dev.markco.agent.internal.disk;

/**
 * How a file spells its text (R11).
 *
 * @param crlf whether lines end with CR and LF, all of them
 * @param bom whether the file starts with a byte order mark
 */
public record TextFormat(boolean crlf, boolean bom) {
    /** LF and no mark. */
    public static final TextFormat PLAIN = new TextFormat(false, false);

    /** The format that both sides are to have: what either changed of {@code base} is changed. */
    public static TextFormat merge(TextFormat base, TextFormat ours, TextFormat theirs) {
        return new TextFormat(
                base.crlf == ours.crlf ? theirs.crlf : ours.crlf, base.bom == ours.bom ? theirs.bom : ours.bom);
    }
}
