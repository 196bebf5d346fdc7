package dev.markco.cli;

import dev.markco.sync.DocumentKey;
import java.util.UUID;

/** A project by its full name, {@code user/project}. */
record ProjectName(UUID user, String name) {
    DocumentKey document(String docPath) {
        return DocumentKey.of(user, name, docPath);
    }

    @Override
    public String toString() {
        return DocumentKey.userName(user) + '/' + name;
    }
}
