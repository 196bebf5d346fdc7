package dev.markco.cli;

import dev.markco.sync.DocumentKey;
import dev.markco.sync.InvalidKeyException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whose documents a command is about: all of a user's, or those of one project. */
record Scope(UUID user, @Nullable String project) {
    /** Reads {@code USER/PROJECT} or {@code USER}. */
    static Scope parse(String scope) {
        int slash = scope.indexOf('/');
        return slash < 0
                ? new Scope(DocumentKey.parseUser(scope), null)
                : new Scope(
                        DocumentKey.parseUser(scope.substring(0, slash)),
                        DocumentKey.parseProject(scope.substring(slash + 1)));
    }

    /** Reads {@code USER/PROJECT}. */
    static ProjectName parseProject(String scope) {
        Scope parsed = parse(scope);
        if (parsed.project == null) {
            throw new InvalidKeyException("a project is named user/project, and '" + scope + "' names none");
        }
        return new ProjectName(parsed.user, parsed.project);
    }
}
