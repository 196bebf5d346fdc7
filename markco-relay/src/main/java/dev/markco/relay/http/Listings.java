package dev.markco.relay.http;

import dev.markco.relay.store.DatabaseUnavailableException;
import dev.markco.relay.store.DocumentInfo;
import dev.markco.relay.store.DocumentStore;
import dev.markco.relay.store.DocumentStore.Part;
import dev.markco.relay.store.TrashedDocument;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The JSON of document lists. */
final class Listings {
    private static final Logger log = LoggerFactory.getLogger(Listings.class);

    private Listings() {}

    /** Reads and answers a list; blocks while PostgreSQL works. */
    static void answer(
            DocumentStore store,
            UUID user,
            @Nullable String project,
            boolean content,
            boolean state,
            Response response,
            Callback callback) {
        Set<Part> parts = EnumSet.noneOf(Part.class);
        if (content) {
            parts.add(Part.CONTENT);
        }
        if (state) {
            parts.add(Part.STATE);
        }
        answer(
                response,
                callback,
                () -> project == null
                        ? ofUser(user, store.list(user))
                        : ofProject(user, project, store.list(user, project, parts)));
    }

    private static void answer(Response response, Callback callback, Supplier<Object> list) {
        try {
            Answers.json(response, callback, 200, list.get());
        } catch (DatabaseUnavailableException e) {
            log.warn("a list could not be read: {}", e.getMessage());
            Answers.error(
                    response,
                    callback,
                    503,
                    "the list cannot be read just now",
                    "PostgreSQL does not answer; ask again.");
        } catch (RuntimeException e) {
            log.error("a list could not be read", e);
            Answers.error(response, callback, 500, "the list could not be read", "The relay's log says why.");
        }
    }

    /** Reads and answers what is in the trash; blocks while PostgreSQL works. */
    static void answerTrash(
            DocumentStore store, UUID user, @Nullable String project, Response response, Callback callback) {
        answer(response, callback, () -> {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("userId", user.toString());
            if (project != null) {
                body.put("project", project);
            }
            body.put(
                    "trash",
                    store.trashed(user, project).stream()
                            .map(Listings::ofTrashed)
                            .toList());
            return body;
        });
    }

    private static Map<String, Object> ofTrashed(TrashedDocument document) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("project", document.project());
        body.put("docPath", document.docPath());
        body.put("id", document.id().toString());
        body.put("trashedAt", document.trashedAt().toString());
        return body;
    }

    private static Map<String, Object> ofUser(UUID user, List<DocumentInfo> documents) {
        Map<String, List<Map<String, Object>>> byProject = new LinkedHashMap<>();
        for (DocumentInfo document : documents) {
            byProject
                    .computeIfAbsent(document.project(), project -> new ArrayList<>())
                    .add(ofDocument(document));
        }
        Map<String, Object> projects = new LinkedHashMap<>();
        byProject.forEach((project, list) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("docCount", list.size());
            one.put("documents", list);
            projects.put(project, one);
        });
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("userId", user.toString());
        body.put("projects", projects);
        return body;
    }

    private static Map<String, Object> ofProject(UUID user, String project, List<DocumentInfo> documents) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("userId", user.toString());
        body.put("project", project);
        body.put("documents", documents.stream().map(Listings::ofDocument).toList());
        return body;
    }

    private static Map<String, Object> ofDocument(DocumentInfo document) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("docPath", document.docPath());
        body.put("id", document.id().toString());
        body.put("contentHash", document.contentHash());
        body.put("stateHash", document.stateHash());
        body.put("byteSize", document.byteSize());
        body.put("updatedAt", document.updatedAt().toString());
        if (document.content() != null) {
            body.put("content", document.content());
        }
        byte[] state = document.state();
        if (state != null) {
            body.put("yjsState", Base64.getEncoder().encodeToString(state));
        }
        return body;
    }
}
