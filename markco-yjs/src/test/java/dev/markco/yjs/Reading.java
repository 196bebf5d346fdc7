package dev.markco.yjs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Everything that a replica reads, in the form of {@link Shown}, the same for this engine and for yjs: the five roots, the
 * guids of sub-documents, the state vector, and whether anything is pending.
 */
record Reading(Map<String, @Nullable Object> shown, byte[] state) {
    static Reading of(YDoc doc) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("content", doc.getText("content").toString());
        shown.put("rich", Shown.delta(doc.getText("rich")));
        shown.put("map", Shown.java(doc.getMap("map")));
        shown.put("list", Shown.java(doc.getArray("list")));
        shown.put("xml", doc.getXmlFragment("xml").toString());
        List<String> guids = new ArrayList<>();
        collectGuids(doc.getMap("map").toJson(), guids);
        collectGuids(doc.getArray("list").toJson(), guids);
        shown.put("guids", guids.stream().sorted().toList());
        shown.put("vector", StateVector.decode(doc.encodeStateVector()));
        shown.put("pending", doc.hasPending());
        return new Reading(shown, doc.encodeStateAsUpdate());
    }

    private static void collectGuids(@Nullable Object value, List<String> guids) {
        if (value instanceof SubDocument document) {
            guids.add(document.guid());
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(element -> collectGuids(element, guids));
        } else if (value instanceof List<?> list) {
            list.forEach(element -> collectGuids(element, guids));
        }
    }

    static Reading of(JsonNode report) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        for (String field : List.of("content", "rich", "map", "list", "xml", "guids")) {
            shown.put(field, Shown.json(report.get(field)));
        }
        shown.put("vector", StateVector.decode(YjsPeer.bytes(report, "vector")));
        shown.put("pending", report.get("pending").asBoolean());
        return new Reading(shown, YjsPeer.bytes(report, "state"));
    }

    boolean isPending() {
        return Boolean.TRUE.equals(shown.get("pending"));
    }

    /** The names of the fields in which two readings differ. */
    TreeSet<String> differences(Reading other) {
        TreeSet<String> different = new TreeSet<>();
        shown.forEach((field, value) -> {
            if (!Objects.equals(value, other.shown.get(field))) {
                different.add(field);
            }
        });
        return different;
    }
}
