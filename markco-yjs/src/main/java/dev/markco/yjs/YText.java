package dev.markco.yjs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Shared text. Positions and lengths count UTF-16 units, as in JavaScript and {@link String}; embedded objects and nested
 * types count 1, formats nothing.
 *
 * <p><b>Surrogate pairs</b> (rule R10). Cutting one turns both halves into U+FFFD on every replica. So {@link #insert} and
 * {@link #delete} refuse positions inside a pair; {@link #floorBoundary} and {@link #ceilBoundary} move a position out of
 * one. A lone surrogate in inserted text becomes U+FFFD, because that is what it is for everyone else.
 */
public sealed class YText extends YType permits YXmlText {
    YText(SharedType type) {
        super(type);
    }

    /** Length in UTF-16 units. */
    public final int length() {
        return type.length();
    }

    /**
     * Inserts text before the unit at {@code position}; it gets the attributes of the unit before it.
     *
     * @throws IndexOutOfBoundsException if the position is not within 0 to {@link #length()}
     * @throws IllegalArgumentException if the position is inside a surrogate pair
     */
    public final void insert(int position, String text) {
        requireLive();
        requireBoundary(requirePosition(position, length()));
        if (!text.isEmpty()) {
            ListEditor.insertText(type, position, Plain.wellFormed(text));
        }
    }

    /**
     * Inserts text with exactly these attributes, values as in JSON.
     *
     * @throws IndexOutOfBoundsException if the position is not within 0 to {@link #length()}
     * @throws IllegalArgumentException if the position is inside a surrogate pair, or an attribute has no JSON form
     */
    public final void insert(int position, String text, Map<String, ?> attributes) {
        requireLive();
        requireBoundary(requirePosition(position, length()));
        if (!text.isEmpty()) {
            RichEditor.insert(type, position, Plain.wellFormed(text), Plain.copyAttributes(attributes));
        }
    }

    /** Inserts an object, a value as in JSON, that counts 1; see {@link #insert(int, String, Map)}. */
    public final void insertEmbed(int position, Object embed, Map<String, ?> attributes) {
        requireLive();
        requireBoundary(requirePosition(position, length()));
        Object value = Objects.requireNonNull(Plain.copy(embed));
        RichEditor.insertEmbed(type, position, value, Plain.copyAttributes(attributes));
    }

    /** Sets attributes of {@code count} units, values as in JSON; null ends one. See {@link #delete} for the bounds. */
    public final void format(int position, int count, Map<String, ?> attributes) {
        requireLive();
        requireRange(position, count, length());
        requireBoundary(position);
        requireBoundary(position + count);
        if (count > 0) {
            RichEditor.format(type, position, count, Plain.copyAttributes(attributes));
        }
    }

    /**
     * Deletes {@code count} units from {@code position} on.
     *
     * @throws IndexOutOfBoundsException if the range is not within the text
     * @throws IllegalArgumentException if either end is inside a surrogate pair
     */
    public final void delete(int position, int count) {
        requireLive();
        requireRange(position, count, length());
        requireBoundary(position);
        requireBoundary(position + count);
        if (count > 0) {
            ListEditor.delete(type, position, count);
        }
    }

    /**
     * Makes the changes of a delta, a text diff for instance, as one transaction: from the start, {@link TextOp.Retain}
     * passes units and sets the attributes it has, {@link TextOp.Insert} inserts with exactly its attributes, {@link
     * TextOp.Delete} deletes. What follows the last step stays.
     *
     * @throws IndexOutOfBoundsException if the steps go beyond the text; nothing has changed then
     * @throws IllegalArgumentException if a step cuts a surrogate pair, or inserts what a document cannot hold; nothing has
     *     changed then
     */
    public final void applyDelta(List<? extends TextOp> delta) {
        requireLive();
        List<TextOp> checked = checked(delta);
        type.replica().transact(null, () -> {
            int at = 0;
            for (TextOp op : checked) {
                at += apply(op, at);
            }
        });
    }

    private List<TextOp> checked(List<? extends TextOp> delta) {
        List<TextOp> checked = new ArrayList<>(delta.size());
        int length = length();
        int at = 0;
        for (TextOp op : delta) {
            if (op instanceof TextOp.Retain retain) {
                requireRange(at, retain.length(), length);
                Map<String, @Nullable Object> attributes = Plain.copyAttributes(retain.attributes());
                if (!attributes.isEmpty()) {
                    requireBoundary(at);
                    requireBoundary(at + retain.length());
                }
                checked.add(new TextOp.Retain(retain.length(), attributes));
                at += retain.length();
            } else if (op instanceof TextOp.Delete delete) {
                requireRange(at, delete.length(), length);
                requireBoundary(at);
                requireBoundary(at + delete.length());
                checked.add(delete);
                at += delete.length();
            } else if (op instanceof TextOp.Insert insert) {
                requireBoundary(at);
                checked.add(new TextOp.Insert(
                        Objects.requireNonNull(Plain.copy(insert.content()), "an insertion has content"),
                        Plain.copyAttributes(insert.attributes())));
            }
        }
        return checked;
    }

    /** Makes one step and returns how many units it leaves behind. */
    private int apply(TextOp op, int at) {
        if (op instanceof TextOp.Retain retain) {
            if (!retain.attributes().isEmpty() && retain.length() > 0) {
                RichEditor.format(type, at, retain.length(), retain.attributes());
            }
            return retain.length();
        }
        if (op instanceof TextOp.Delete delete) {
            if (delete.length() > 0) {
                ListEditor.delete(type, at, delete.length());
            }
            return 0;
        }
        TextOp.Insert insert = (TextOp.Insert) op;
        if (!(insert.content() instanceof String text)) {
            RichEditor.insertEmbed(type, at, insert.content(), insert.attributes());
            return 1;
        }
        if (insert.attributes().isEmpty() && !type.isFormatted()) {
            if (!text.isEmpty()) {
                ListEditor.insertText(type, at, text);
            }
        } else if (!text.isEmpty()) {
            RichEditor.insert(type, at, text, insert.attributes());
        }
        return text.length();
    }

    private void requireBoundary(int position) {
        if (ListEditor.cutsPair(type, position)) {
            throw new IllegalArgumentException("position " + position + " is inside a surrogate pair");
        }
    }

    /** The position itself, or the one before it if it is inside a surrogate pair. */
    public final int floorBoundary(int position) {
        return ListEditor.cutsPair(type, requirePosition(position, length())) ? position - 1 : position;
    }

    /** The position itself, or the one after it if it is inside a surrogate pair. */
    public final int ceilBoundary(int position) {
        return ListEditor.cutsPair(type, requirePosition(position, length())) ? position + 1 : position;
    }

    /** The text and what is embedded in it, with attributes: the first 200 that are in force at a place. */
    public final List<TextOp.Insert> toDelta() {
        return Reader.delta(type);
    }

    /** Calls the listener after every transaction that changed the text; see {@link YDoc} for the rules of listeners. */
    public final Subscription observe(Consumer<TextEvent> listener) {
        return type.observers().add(listener)::run;
    }

    @Override
    Object toJson(int depth) {
        return toString();
    }

    @Override
    void print(StringBuilder out, int depth) {
        out.append(this);
    }

    /** The text, without what is embedded in it. */
    @Override
    public String toString() {
        return Reader.text(type);
    }
}
