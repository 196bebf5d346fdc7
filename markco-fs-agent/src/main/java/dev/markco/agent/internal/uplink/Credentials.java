package dev.markco.agent.internal.uplink;

import dev.markco.sync.DocumentKey;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How the agent tells the relay who it is: by its token; without one by the user's id, which a relay believes from its own
 * machine only; the built-in user needs neither.
 */
public record Credentials(UUID userId, @Nullable String token) {
    public Credentials {
        token = token == null || token.isBlank() ? null : token;
    }

    /** The token as Hocuspocus framing wants it: empty when there is none. */
    String tokenOrEmpty() {
        return token == null ? "" : token;
    }

    /** Puts the headers of a request. */
    void putHeaders(BiConsumer<String, String> headers) {
        if (token != null) {
            headers.accept("Authorization", "Bearer " + token);
        } else if (!userId.equals(DocumentKey.LOCAL_USER)) {
            headers.accept("X-User-Id", userId.toString());
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return DocumentKey.userName(userId);
    }
}
