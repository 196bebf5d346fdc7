package dev.markco.bench.work;

import dev.markco.yjs.YDoc;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** What a benchmark's document holds: the root types that all of them use, and the fingerprint of what is in them. */
public final class Content {
    public static final String TEXT = "content";
    static final String LIST = "list";
    static final String MAP = "map";

    private Content() {}

    /** SHA-256, in hexadecimal, of the JSON of text, list and map. */
    public static String fingerprint(YDoc doc) {
        return fingerprint(read(doc));
    }

    /** The {@link #fingerprint(YDoc)} of a document that {@code state} is loaded into. */
    public static String fingerprint(byte[] state) {
        YDoc doc = new YDoc();
        doc.applyUpdate(state);
        return fingerprint(doc);
    }

    /** The {@link #fingerprint(YDoc)} of a document that has this text and nothing else. */
    public static String fingerprint(String text) {
        return fingerprint(Arrays.asList(text, List.of(), Map.of()));
    }

    /** The {@link #fingerprint(YDoc)} of a document that has this list and nothing else. */
    public static String fingerprintOfList(List<?> list) {
        return fingerprint(Arrays.asList("", list, Map.of()));
    }

    /** Text, list and map as plain values. */
    static List<?> read(YDoc doc) {
        return Arrays.asList(
                doc.getText(TEXT).toString(),
                doc.getArray(LIST).toJson(),
                doc.getMap(MAP).toJson());
    }

    private static String fingerprint(List<?> content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Json.bytes(content)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
