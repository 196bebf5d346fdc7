package dev.markco.cli;

import dev.markco.yjs.DecodeException;
import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A whole Yjs state as files hold it: an update in format v1, or that in base64 as mrmd-sync writes it. Pure. */
final class YjsState {
    private YjsState() {}

    /**
     * The state in a file's bytes.
     *
     * @param name how people are told of the file
     */
    static byte[] read(byte[] given, String name) {
        String why = problem(given);
        if (why == null) {
            return given;
        }
        byte[] decoded = fromBase64(given);
        if (decoded != null) {
            return decoded;
        }
        throw new CliException(
                ExitCode.USAGE,
                name + " is no Yjs update: " + why,
                "Give what 'markco doc dump --format yjs' or encodeStateAsUpdate (v1) wrote; nothing was changed.");
    }

    /** The state of a file that holds it in base64, null when it is damaged or says nothing. */
    static byte @Nullable [] fromBase64(byte[] given) {
        String text = new String(given, StandardCharsets.ISO_8859_1).strip();
        try {
            byte[] decoded = Base64.getDecoder().decode(text);
            return decoded.length > 0 && problem(decoded) == null ? decoded : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable String problem(byte[] state) {
        try {
            YDoc doc = new YDoc();
            doc.applyUpdate(state);
            return Updates.isEmpty(state) ? "it is empty" : null;
        } catch (DecodeException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
