package dev.markco.relay.store;

import dev.markco.sync.DocumentKey;
import dev.markco.sync.InvalidKeyException;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The name in a row that another system may have written: only a canonical one can be addressed. */
final class StoredName {
    private static final Logger log = LoggerFactory.getLogger(StoredName.class);

    private StoredName() {}

    /** The key that reaches the row; empty, with a warning, if no key does, since its name is not in canonical form. */
    static Optional<DocumentKey> key(UUID userId, String project, String docPath) {
        String why = "it is not in canonical form";
        try {
            DocumentKey key = DocumentKey.of(userId, project, docPath);
            if (key.project().equals(project) && key.docPath().equals(docPath)) {
                return Optional.of(key);
            }
        } catch (InvalidKeyException e) {
            why = e.getMessage();
        }
        log.warn("a row of user {} has a name that no address reaches and is left alone: {}", userId, why);
        return Optional.empty();
    }
}
