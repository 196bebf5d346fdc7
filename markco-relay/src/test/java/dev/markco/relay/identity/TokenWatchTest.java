package dev.markco.relay.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.relay.TestAuthService;
import dev.markco.sync.time.SimulatedProcess;
import dev.markco.sync.time.SimulatedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When tokens are checked again, in simulated time, before a real auth service. */
final class TokenWatchTest {
    private static final String ADA = "31bdffb9-0000-4000-8000-0123456789ab";
    private static final Caller CALLER = Caller.of(UUID.fromString(ADA));
    private static final Duration PERIOD = Duration.ofSeconds(100);
    private static final Duration EARLIEST = Duration.ofSeconds(75);

    private final SimulatedTime time = new SimulatedTime(1);
    private final SimulatedProcess relay = time.process("relay");
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private TestAuthService service;
    private TokenWatch tokens;

    @BeforeEach
    void start() throws Exception {
        service = new TestAuthService();
        TokenChecks checks = new TokenChecks(new AuthService(service.uri(), threads), relay::nanos);
        tokens = new TokenWatch(checks, relay, PERIOD);
    }

    @AfterEach
    void stop() {
        service.close();
        threads.shutdownNow();
    }

    private Watch watch(String secret) {
        service.know(secret, ADA);
        return tokens.watch(Token.parse(secret).orElseThrow(), CALLER);
    }

    /** Waits until the service has answered so often, and what it said has been heeded. */
    private void awaitAnswers(int asked, int watched) {
        await().until(() -> service.asked() == asked && time.waiting() == watched);
    }

    @Test
    @DisplayName("R28 a token is asked for within each period, not before three quarters of it")
    void onceAPeriod() {
        try (Watch watch = watch("t")) {
            for (int asked = 1; asked <= 3; asked++) {
                time.advance(EARLIEST.minusMillis(1));
                assertThat(time.waiting()).as("not asked yet").isEqualTo(1);
                // An answer would set the next alarm before it is seen that there is none.
                service.hold();
                assertThat(time.runUntil(
                                () -> time.waiting() == 0,
                                PERIOD.minus(EARLIEST).plusMillis(1)))
                        .isTrue();
                service.goOn();
                awaitAnswers(asked, 1);
            }
            assertThat(watch.ended().toCompletableFuture()).isNotDone();
        }
    }

    @Test
    @DisplayName("R28 tokens that came together are not asked for together")
    void momentsOfTheirOwn() {
        List<Watch> watches = new ArrayList<>();
        Set<Long> moments = new TreeSet<>();
        service.hold();
        for (int i = 0; i < 50; i++) {
            watches.add(watch("t" + i));
        }
        for (int left = time.waiting(); left > 0; left = time.waiting()) {
            int before = left;
            assertThat(time.runUntil(() -> time.waiting() < before, PERIOD)).isTrue();
            moments.add(relay.millis() / 1_000);
        }
        assertThat(relay.millis()).isLessThanOrEqualTo(PERIOD.toMillis());
        assertThat(moments).hasSizeGreaterThan(10);
        watches.forEach(Watch::close);
    }

    @Test
    @DisplayName("R28 who comes with a token that is watched waits no longer for that")
    void joined() {
        try (Watch first = watch("t")) {
            time.advance(EARLIEST.minusMillis(1));
            try (Watch second = watch("t")) {
                assertThat(time.waiting()).isEqualTo(1);
                service.forget("t");
                time.advance(PERIOD.minus(EARLIEST).plusMillis(1));
                CompletableFuture<String> ended = second.ended().toCompletableFuture();
                assertThat(ended.join()).startsWith("the token is not valid any more");
                assertThat(first.ended().toCompletableFuture()).isCompleted();
                awaitAnswers(1, 0);
            }
        }
    }

    @Test
    @DisplayName("R28 while the service does not answer, everybody stays, and it is asked again")
    void noAnswer() {
        try (Watch watch = watch("t")) {
            service.answerAll(500);
            time.advance(PERIOD);
            awaitAnswers(1, 1);
            time.advance(PERIOD);
            awaitAnswers(2, 1);
            assertThat(watch.ended().toCompletableFuture()).isNotDone();
        }
    }

    @Test
    @DisplayName("tokens of sockets that are gone are not asked for any more")
    void goneSockets() {
        Watch watch = watch("t");
        Watch other = watch("t");
        watch.close();
        watch.close();
        assertThat(time.waiting()).isEqualTo(1);
        other.close();
        assertThat(time.waiting()).isZero();
    }

    @Test
    @DisplayName("R36 a relay that was suspended asks once when it goes on, not for each period it missed")
    void aSuspendedRelay() {
        try (Watch watch = watch("t")) {
            relay.suspend();
            time.advance(PERIOD.multipliedBy(10));
            relay.resume();
            time.advance(Duration.ZERO);
            awaitAnswers(1, 1);
            time.advance(EARLIEST.minusMillis(1));
            assertThat(time.waiting()).isEqualTo(1);
            assertThat(service.asked()).isEqualTo(1);
            assertThat(watch.ended().toCompletableFuture()).isNotDone();
        }
    }
}
