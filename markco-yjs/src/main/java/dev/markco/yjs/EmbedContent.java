package dev.markco.yjs;

import dev.markco.yjs.lib0.Encoder;

/** An object inside rich text, as JSON text. */
final class EmbedContent extends Content {
    static final int REF = 5;
    final String json;

    EmbedContent(String json) {
        this.json = json;
    }

    @Override
    int ref() {
        return REF;
    }

    @Override
    long weight(int length) {
        return json.length();
    }

    @Override
    void write(Encoder out, int from, int length) {
        out.writeVarString(json);
    }
}
