package dev.markco.relay.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.relay.TestAuthService;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is remembered of tokens, by a clock of the test's own, before a real auth service. */
final class TokenChecksTest {
    private static final String ADA = "31bdffb9-0000-4000-8000-0123456789ab";

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final AtomicLong now = new AtomicLong();
    private TestAuthService service;
    private TokenChecks checks;

    @BeforeEach
    void start() throws Exception {
        service = new TestAuthService();
        checks = new TokenChecks(new AuthService(service.uri(), threads), now::get);
    }

    @AfterEach
    void stop() {
        service.close();
        threads.shutdownNow();
    }

    private static Token token(String secret) {
        return Token.parse(secret).orElseThrow();
    }

    private Verdict check(String secret) {
        return checks.check(token(secret)).join();
    }

    private void pass(long seconds) {
        now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void goodTokensAreRememberedForAMinute() {
        service.know("t", ADA);
        Verdict good = new Verdict.Good(Caller.of(UUID.fromString(ADA)));
        assertThat(check("t")).isEqualTo(good);
        service.forget("t");
        pass(59);
        assertThat(check("t")).isEqualTo(good);
        assertThat(service.asked()).isEqualTo(1);
        pass(2);
        assertThat(check("t")).isEqualTo(new Verdict.Bad());
    }

    @Test
    void badTokensAreRememberedForTenSeconds() {
        assertThat(check("t")).isEqualTo(new Verdict.Bad());
        service.know("t", ADA);
        pass(9);
        assertThat(check("t")).isEqualTo(new Verdict.Bad());
        assertThat(service.asked()).isEqualTo(1);
        pass(2);
        assertThat(check("t")).isInstanceOf(Verdict.Good.class);
    }

    @Test
    void silenceIsNotRemembered() {
        service.know("t", ADA);
        service.answerAll(502);
        assertThat(check("t")).isInstanceOf(Verdict.Unknown.class);
        service.answerAll(200);
        assertThat(check("t")).isInstanceOf(Verdict.Good.class);
    }

    @Test
    @DisplayName("however many ask for one token at a time, the service is asked once")
    void singleFlight() {
        service.know("t", ADA);
        service.hold();
        List<CompletableFuture<Verdict>> asked = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            asked.add(checks.check(token("t")));
        }
        assertThat(asked).noneMatch(CompletableFuture::isDone);
        service.goOn();
        assertThat(asked).allSatisfy(one -> assertThat(one.join()).isInstanceOf(Verdict.Good.class));
        assertThat(service.asked()).isEqualTo(1);
    }

    @Test
    @DisplayName("questions to a service that hangs are bounded, and those too many are answered at once")
    void boundedQuestions() {
        service.hold();
        List<CompletableFuture<Verdict>> asked = new ArrayList<>();
        for (int i = 0; i < AuthService.MAX_IN_FLIGHT; i++) {
            asked.add(checks.check(token("t" + i)));
        }
        assertThat(check("one-more")).isInstanceOf(Verdict.Unknown.class);
        assertThat(asked).noneMatch(CompletableFuture::isDone);
        service.goOn();
        await().until(() -> asked.stream().allMatch(CompletableFuture::isDone));
        assertThat(check("one-more")).isEqualTo(new Verdict.Bad());
    }

    @Test
    void anEndlessAnswerIsNotRead() {
        service.answer("t", "x".repeat(1 << 20));
        assertThat(check("t")).isInstanceOf(Verdict.Unknown.class);
    }

    @Test
    void aServiceThatIsNotThereIsUnknown() {
        service.close();
        assertThat(check("t")).isInstanceOf(Verdict.Unknown.class);
    }

    @Test
    void whatTheServiceMaySay() {
        service.answer("nobody", "{\"user\":null}");
        service.answer("empty", "{}");
        service.answer("odd", "{\"user\":{\"id\":\"ada\"}}");
        service.answer("reader", "{\"user\":{\"id\":\"" + ADA + "\",\"readOnly\":true}}");
        service.answer("scoped", "{\"user\":{\"id\":\"" + ADA + "\"},\"scope\":\"readonly\"}");
        Verdict reading = new Verdict.Good(Caller.of(UUID.fromString(ADA)).readingOnly());
        assertThat(check("nobody")).isEqualTo(new Verdict.Bad());
        assertThat(check("empty")).isEqualTo(new Verdict.Bad());
        assertThat(check("odd")).isInstanceOf(Verdict.Unknown.class);
        assertThat(check("reader")).isEqualTo(reading);
        assertThat(check("scoped")).isEqualTo(reading);
    }

    @Test
    @DisplayName("a token tells nobody what it is, and what no header can hold is none")
    void tokens() {
        assertThat(token("S3cr3t").toString() + token("S3cr3t").hash() + new Claim.Presented(token("S3cr3t")))
                .doesNotContain("S3cr3t");
        assertThat(token("a").hash())
                .isEqualTo(token("a").hash())
                .isNotEqualTo(token("b").hash());
        assertThat(Token.parse("")).isEmpty();
        assertThat(Token.parse("a b")).isEmpty();
        assertThat(Token.parse("a\r\nX-User-Id: 1")).isEmpty();
        assertThat(Token.parse("é")).isEmpty();
        assertThat(Token.parse("x".repeat(5_000))).isEmpty();
    }
}
