package dev.markco.agent.internal.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.sync.DocumentKey;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CredentialsTest {
    private static final UUID USER = UUID.fromString("31bdffb9-0000-4000-8000-0123456789ab");

    private static Map<String, String> headers(UUID user, @Nullable String token) {
        Map<String, String> headers = new HashMap<>();
        new Credentials(user, token).putHeaders(headers::put);
        return headers;
    }

    @Test
    void aTokenSpeaksForItself() {
        assertThat(headers(USER, "secret")).containsExactly(Map.entry("Authorization", "Bearer secret"));
    }

    @Test
    void withoutOneTheUserIsNamed() {
        assertThat(headers(USER, null)).containsExactly(Map.entry("X-User-Id", USER.toString()));
        assertThat(headers(USER, " ")).containsExactly(Map.entry("X-User-Id", USER.toString()));
        assertThat(headers(DocumentKey.LOCAL_USER, null)).isEmpty();
    }

    @Test
    void tokensAreNotPrinted() {
        assertThat(new Credentials(USER, "secret").toString()).doesNotContain("secret");
    }
}
