package dev.markco.bench.work;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.markco.yjs.YDoc;
import java.util.List;

/** One edit of a script, to one of the root types that {@link Content} names. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "op")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Op.Insert.class, name = "insert"),
    @JsonSubTypes.Type(value = Op.Delete.class, name = "delete"),
    @JsonSubTypes.Type(value = Op.InsertValues.class, name = "values"),
    @JsonSubTypes.Type(value = Op.Put.class, name = "put")
})
public sealed interface Op {
    void applyTo(YDoc doc);

    /** Text into the text. */
    record Insert(int at, String text) implements Op {
        @Override
        public void applyTo(YDoc doc) {
            doc.getText(Content.TEXT).insert(at, text);
        }
    }

    /** Characters out of the text. */
    record Delete(int at, int count) implements Op {
        @Override
        public void applyTo(YDoc doc) {
            doc.getText(Content.TEXT).delete(at, count);
        }
    }

    /** Values into the list. */
    record InsertValues(int at, List<Object> values) implements Op {
        public InsertValues {
            values = List.copyOf(values);
        }

        @Override
        public void applyTo(YDoc doc) {
            doc.getArray(Content.LIST).insertAll(at, values);
        }
    }

    /** An entry of the map. */
    record Put(String key, Object value) implements Op {
        @Override
        public void applyTo(YDoc doc) {
            doc.getMap(Content.MAP).put(key, value);
        }
    }
}
