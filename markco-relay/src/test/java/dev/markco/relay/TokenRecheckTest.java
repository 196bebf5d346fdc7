package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.markco.relay.identity.IdentityConfig;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Sockets that are open while their tokens turn bad. */
final class TokenRecheckTest {
    private static final String ADA = "31bdffb9-0000-4000-8000-0123456789ab";
    private static final String DOCUMENT = ADA + "/p/a";

    private TestAuthService auth;
    private RunningRelay relay;

    @BeforeEach
    void start() throws Exception {
        auth = new TestAuthService();
        auth.know("one", ADA);
        auth.know("two", ADA);
        relay = RunningRelay.with(
                new IdentityConfig(List.of(), false, false, Set.of(), Set.of(), auth.uri(), Duration.ofMillis(50)));
    }

    @AfterEach
    void stop() {
        relay.close();
        auth.close();
    }

    @Test
    @DisplayName("R28 a socket whose token turned bad is closed with 4401, one with a good token stays")
    void turnedBad() throws Exception {
        try (Door one = Door.upgrade(relay, "/sync/" + DOCUMENT + "?token=one");
                Door two = Door.upgrade(relay, "/sync/" + DOCUMENT + "?token=two");
                Door collab = Door.upgrade(relay, "/collab?token=one")) {
            assertThat(collab.ask(DOCUMENT, "")).startsWith("granted");
            auth.forget("one");
            assertThat(one.awaitClose()).isEqualTo(4401);
            assertThat(collab.awaitClose()).isEqualTo(4401);
            assertThat(two.syncs()).isTrue();
            try (Door late = Door.upgrade(relay, "/sync/" + DOCUMENT + "?token=one")) {
                assertThat(late.status).as("what was found out is remembered").isEqualTo(401);
            }
        }
    }

    @Test
    @DisplayName("R28 on /collab the documents that were opened with a token end with it, and no other")
    void documentsTurnedBad() throws Exception {
        try (Door collab = Door.upgrade(relay, "/collab")) {
            assertThat(collab.ask(DOCUMENT, "one")).startsWith("granted");
            assertThat(collab.ask(ADA + "/p/b", "two")).startsWith("granted");
            auth.forget("one");
            assertThat(collab.answer(DOCUMENT)).startsWith("denied the token is not valid any more");
            assertThat(collab.ask(DOCUMENT, "two")).startsWith("granted");
        }
    }

    @Test
    @DisplayName("R28 a token that is another's, or may do less, closes its socket too")
    void changed() throws Exception {
        try (Door one = Door.upgrade(relay, "/sync/" + DOCUMENT + "?token=one")) {
            auth.answer("one", "{\"user\":{\"id\":\"" + ADA + "\"},\"scope\":\"readonly\"}");
            assertThat(one.awaitClose()).isEqualTo(4401);
        }
    }

    @Test
    @DisplayName("R28 while the auth service does not answer, everybody stays")
    void noAnswer() throws Exception {
        try (Door one = Door.upgrade(relay, "/sync/" + DOCUMENT + "?token=one")) {
            auth.answerAll(500);
            int before = auth.asked();
            await().until(() -> auth.asked() >= before + 3);
            assertThat(one.syncs()).isTrue();
            auth.answerAll(200);
            auth.forget("one");
            assertThat(one.awaitClose()).isEqualTo(4401);
        }
    }

    @Test
    @DisplayName("tokens of sockets that are gone are not asked for any more")
    void goneSockets() throws Exception {
        for (int i = 0; i < 5; i++) {
            try (Door one = Door.upgrade(relay, "/sync/" + DOCUMENT + "?token=one");
                    Door collab = Door.upgrade(relay, "/collab")) {
                assertThat(one.status).isEqualTo(101);
                assertThat(collab.ask(DOCUMENT, "one")).startsWith("granted");
            }
        }
        await().untilAsserted(() -> assertThat(relay.get("/stats").body()).contains("\"connections\":0"));
        // No question in ten times the period; one may have been on its way.
        await().pollDelay(Duration.ofMillis(100)).until(() -> true);
        int before = auth.asked();
        await().during(Duration.ofMillis(500)).until(() -> auth.asked() == before);
    }

    @Test
    @DisplayName("a token is in no log, whatever becomes of it")
    void secrecy() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger("dev.markco");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Level level = root.getLevel();
        root.setLevel(Level.TRACE);
        root.addAppender(log);
        String secret = "S3cr3t-" + System.nanoTime();
        try {
            auth.know(secret, ADA);
            for (int status : new int[] {200, 500, 401}) {
                auth.answerAll(status);
                for (String path :
                        new String[] {"/sync/" + DOCUMENT, "/collab", "/sync/nobody/p", "/api/documents/x"}) {
                    try (Door query = Door.upgrade(relay, path + "?token=" + secret);
                            Door bearer = Door.upgrade(relay, path, "Authorization: Bearer " + secret);
                            Door broken = Door.upgrade(relay, path, "Authorization: Bearer " + secret + "\t\u00e9")) {
                        assertThat(query.body + bearer.body + broken.body).doesNotContain("S3cr3t");
                    }
                }
                try (Door collab = Door.upgrade(relay, "/collab")) {
                    assertThat(collab.ask(DOCUMENT, secret)).doesNotContain("S3cr3t");
                }
            }
        } finally {
            root.detachAppender(log);
            root.setLevel(level);
        }
        assertThat(log.list).isNotEmpty().allSatisfy(event -> {
            assertThat(event.getFormattedMessage()).doesNotContain("S3cr3t");
            for (var cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
                assertThat(String.valueOf(cause.getMessage())).doesNotContain("S3cr3t");
            }
        });
    }
}
