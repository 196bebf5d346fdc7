package dev.markco.agent.internal.project;

import dev.markco.agent.DocumentStatus;
import dev.markco.agent.internal.document.AgentDocument;
import dev.markco.agent.internal.file.ConflictName;
import dev.markco.sync.InvalidKeyException;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Says how the documents of a project stand, and what is left alone. Thread-safe. */
final class Statuses {
    private final Documents documents;
    private final LeftAlone leftAlone;

    Statuses(Documents documents, LeftAlone leftAlone) {
        this.documents = documents;
        this.leftAlone = leftAlone;
    }

    /** How each document stands, and what is left alone with the reason; sorted. */
    List<DocumentStatus> all() {
        TreeMap<String, DocumentStatus> all = new TreeMap<>();
        leftAlone
                .reasons()
                .forEach((name, why) -> all.put(name, new DocumentStatus(name, DocumentStatus.State.IGNORED, why)));
        Map<String, String> copies = copies();
        for (AgentDocument document : documents.all()) {
            DocumentStatus status = status(document, copies);
            all.put(status.docPath(), status);
        }
        return List.copyOf(all.values());
    }

    /** The conflict copies that there are, by the file that each lies beside; they wait for somebody, whoever made them. */
    private Map<String, String> copies() {
        Map<String, String> copies = new HashMap<>();
        for (AgentDocument document : documents.all()) {
            String original = original(document);
            if (original != null && Files.exists(documents.setup().files().path(document.fileName()))) {
                copies.put(original, document.fileName());
            }
        }
        return copies;
    }

    /** The file that a conflict copy lies beside; null for any other file. */
    private @Nullable String original(AgentDocument copy) {
        String original = copy.original();
        if (original == null || isThere(original)) {
            return original;
        }
        for (AgentDocument document : documents.all()) {
            if (ConflictName.isBeside(copy.fileName(), document.fileName())) {
                return document.fileName();
            }
        }
        return original;
    }

    /** How a document stands; a text that is kept beside one that has another name now, or is gone, tells of itself. */
    private DocumentStatus status(AgentDocument document, Map<String, String> copies) {
        DocumentStatus status = document.view().status(copies.get(document.fileName()));
        String original = original(document);
        if (status.state() != DocumentStatus.State.SYNCED || original == null || isThere(original)) {
            return status;
        }
        return new DocumentStatus(
                status.docPath(),
                DocumentStatus.State.CONFLICT,
                "this text had no place in '" + original + "', which is gone or has another name now");
    }

    private boolean isThere(String fileName) {
        try {
            AgentDocument document =
                    documents.get(documents.names().ofFile(fileName).docPath());
            return document != null && document.fileName().equals(fileName);
        } catch (InvalidKeyException e) {
            return false;
        }
    }

    /** How many documents, and files that are left alone, stand like that. */
    Map<DocumentStatus.State, Integer> counts() {
        Map<DocumentStatus.State, Integer> counts = new EnumMap<>(DocumentStatus.State.class);
        Map<String, String> copies = copies();
        documents
                .all()
                .forEach(document -> counts.merge(status(document, copies).state(), 1, Integer::sum));
        int left = 0;
        for (String name : leftAlone.reasons().keySet()) {
            left += documents.get(name) == null ? 1 : 0;
        }
        counts.merge(DocumentStatus.State.IGNORED, left, Integer::sum);
        return counts;
    }
}
