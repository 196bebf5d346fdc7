package dev.markco.yjs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list of XML nodes. */
public sealed class YXmlFragment extends YType permits YXmlElement {
    YXmlFragment(SharedType type) {
        super(type);
    }

    /** Number of children. */
    public final int length() {
        return type.length();
    }

    /** The children: {@link YXmlElement}, {@link YXmlText}, {@link YMap} for a hook. */
    public final List<@Nullable Object> children() {
        return Reader.values(type);
    }

    @Override
    Object toJson(int depth) {
        StringBuilder out = new StringBuilder();
        print(out, depth);
        return out.toString();
    }

    @Override
    void print(StringBuilder out, int depth) {
        int deeper = Plain.deeper(depth);
        for (Object child : children()) {
            if (child instanceof YType nested) {
                nested.print(out, deeper);
            } else {
                out.append(Plain.javaScriptString(child));
            }
        }
    }

    /** The children as yjs prints them, nothing escaped. */
    @Override
    public final String toString() {
        StringBuilder out = new StringBuilder();
        print(out, 0);
        return out.toString();
    }
}
