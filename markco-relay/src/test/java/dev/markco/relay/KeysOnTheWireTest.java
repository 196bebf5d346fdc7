package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of documents as they arrive at a whole relay: in addresses, where they are encoded, and in messages, where not. */
@DisplayName("R25 keys")
final class KeysOnTheWireTest {
    private static RunningRelay relay;

    @BeforeAll
    static void start() {
        relay = RunningRelay.fresh();
    }

    @AfterAll
    static void stop() {
        relay.close();
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({
        "local/p/a, 200",
        "local/p/a.md, 200",
        "local/p/b%20c/d.qmd, 200",
        "local/p/%252e%252e, 200",
        "local/p/a%2Fb, 400",
        "local/p%2Fq/a, 400",
        "local/p/%2e%2e, 400",
        "local/p/..;/a, 200",
        "local/p//a, 400",
        "local/p/a%00b, 400",
        "local/p/a%5Cb, 400",
        "local/p/a.md.md, 400",
        "local/p/a.qmd.md, 400",
        "local/p/%ff, 400",
        "nobody/p/a, 400",
    })
    @DisplayName("R25 an address is decoded once, and what hides something in it is refused, everywhere alike")
    void addresses(String path, int expected) throws Exception {
        int http = relay.put("/api/documents/" + path, "x").statusCode();
        assertThat(http).isEqualTo(expected);
        try (Door sync = Door.upgrade(relay, "/sync/" + path);
                Door proxied = Door.upgrade(relay, "/u/" + path.replaceFirst("/", "/sync/"))) {
            assertThat(sync.status).isEqualTo(expected == 200 ? 101 : expected);
            assertThat(proxied.status).isEqualTo(expected == 200 ? 101 : expected);
        }
    }

    @Test
    @DisplayName("R25 one document, however its name is written; a message's name is not decoded")
    void oneDocument() throws Exception {
        relay.put("/api/documents/local/p/one%20%C3%A9", "the text");
        assertThat(relay.get("/api/documents/local/p/one%20e%CC%81.md").body()).isEqualTo("the text");
        try (Door collab = Door.upgrade(relay, "/collab");
                Door sync = Door.upgrade(relay, "/sync/local/p/one%20%C3%A9.md")) {
            assertThat(sync.status).isEqualTo(101);
            assertThat(collab.ask("local/p/one e\u0301", "")).startsWith("granted");
            assertThat(collab.ask("local/p/one%20x", "")).startsWith("granted");
            assertThat(collab.ask("local/p/../x", "")).startsWith("denied");
            assertThat(collab.ask("local/p/x.md.md", "")).startsWith("denied");
            assertThat(relay.get("/stats").body())
                    .contains("\"local/p/one \u00e9\"")
                    .contains("\"local/p/one%20x\"");
        }
    }
}
