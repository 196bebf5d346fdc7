package dev.markco.yjs;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A named XML node with attributes and children. */
public final class YXmlElement extends YXmlFragment {
    YXmlElement(SharedType type) {
        super(type);
    }

    /** The node's name. */
    public String nodeName() {
        return type.name();
    }

    /** The attributes in the order of their names. */
    public Map<String, @Nullable Object> attributes() {
        return new TreeMap<>(Reader.entries(type));
    }

    @Override
    void print(StringBuilder out, int depth) {
        String name = nodeName().toLowerCase(Locale.ROOT);
        out.append('<').append(name);
        attributes().forEach((key, value) -> {
            out.append(' ').append(key).append("=\"");
            if (value instanceof YType nested) {
                nested.print(out, Plain.deeper(depth));
            } else {
                out.append(Plain.javaScriptString(value));
            }
            out.append('"');
        });
        out.append('>');
        super.print(out, depth);
        out.append("</").append(name).append('>');
    }
}
