package dev.markco.yjs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A delta under construction: steps of the same sort with the same attributes become one. */
final class Delta {
    private final Replica replica;
    private final List<TextOp> ops = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private Map<String, @Nullable Object> textAttributes = Map.of();

    Delta(Replica replica) {
        this.replica = replica;
    }

    void insert(Item item, Map<String, @Nullable Object> attributes) {
        if (item.content instanceof StringContent string) {
            if (!textAttributes.equals(attributes)) {
                flushText();
            }
            textAttributes = attributes;
            string.appendTo(text, item.length);
        } else {
            flushText();
            for (int i = 0; i < item.length; i++) {
                ops.add(new TextOp.Insert(Values.of(item, i, replica), attributes));
            }
        }
    }

    void retain(int length, Map<String, @Nullable Object> attributes) {
        if (length == 0) {
            return;
        }
        flushText();
        int last = ops.size() - 1;
        if (last >= 0
                && ops.get(last) instanceof TextOp.Retain retain
                && retain.attributes().equals(attributes)) {
            ops.set(last, new TextOp.Retain(retain.length() + length, attributes));
        } else {
            ops.add(new TextOp.Retain(length, attributes));
        }
    }

    void delete(int length) {
        flushText();
        int last = ops.size() - 1;
        if (last >= 0 && ops.get(last) instanceof TextOp.Delete delete) {
            ops.set(last, new TextOp.Delete(delete.length() + length));
        } else {
            ops.add(new TextOp.Delete(length));
        }
    }

    /** Ends the current run of text. */
    void flushText() {
        if (!text.isEmpty()) {
            ops.add(new TextOp.Insert(text.toString(), textAttributes));
            text.setLength(0);
        }
    }

    /** The steps, without a last one that changes nothing. */
    List<TextOp> finish() {
        flushText();
        int last = ops.size() - 1;
        if (last >= 0
                && ops.get(last) instanceof TextOp.Retain retain
                && retain.attributes().isEmpty()) {
            ops.remove(last);
        }
        return Collections.unmodifiableList(ops);
    }
}
