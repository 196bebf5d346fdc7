package dev.markco.yjs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Text between XML nodes; its attributes are read as nodes around it. */
public final class YXmlText extends YText {
    YXmlText(SharedType type) {
        super(type);
    }

    /** The text as yjs prints it: a run's attributes as nested tags in the order of their names, nothing escaped. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        print(out, 0);
        return out.toString();
    }

    @Override
    void print(StringBuilder out, int depth) {
        int deeper = Plain.deeper(depth);
        for (TextOp.Insert run : toDelta()) {
            List<String> names = new ArrayList<>();
            new TreeMap<>(run.attributes()).forEach((name, value) -> {
                names.add(name);
                out.append('<').append(name);
                properties(value)
                        .forEach((key, property) -> out.append(' ')
                                .append(key)
                                .append("=\"")
                                .append(Plain.javaScriptString(property))
                                .append('"'));
                out.append('>');
            });
            if (run.content() instanceof YType nested) {
                nested.print(out, deeper);
            } else {
                out.append(Plain.javaScriptString(run.content()));
            }
            for (int i = names.size() - 1; i >= 0; i--) {
                out.append("</").append(names.get(i)).append('>');
            }
        }
    }

    /** What a JavaScript {@code for (key in value)} loop finds. */
    private static Map<String, @Nullable Object> properties(@Nullable Object value) {
        Map<String, @Nullable Object> properties = new TreeMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, property) -> properties.put(String.valueOf(key), property));
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                properties.put(Integer.toString(i), list.get(i));
            }
        } else if (value instanceof String text) {
            for (int i = 0; i < text.length(); i++) {
                properties.put(Integer.toString(i), String.valueOf(text.charAt(i)));
            }
        }
        return properties;
    }
}
