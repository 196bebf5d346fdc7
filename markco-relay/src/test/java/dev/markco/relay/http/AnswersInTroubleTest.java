package dev.markco.relay.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.relay.identity.RefusedRequestException;
import dev.markco.relay.store.AuthoredUpdate;
import dev.markco.relay.store.DocumentRef;
import dev.markco.relay.store.PastPage;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Authorship;
import dev.markco.sync.time.SimulatedTime;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** R32: whatever goes wrong on the way to an answer, the request has an end. */
final class AnswersInTroubleTest {
    private final OutOfMemoryError full = new OutOfMemoryError("for this test");

    /** What a response was told; {@code write} completes nothing by itself. */
    private static final class Told {
        private final HttpFields.Mutable headers = HttpFields.build();
        private final List<Callback> writes = new ArrayList<>();
        private int status;
        private boolean committed;
        private @Nullable Error onWrite;

        Response response() {
            return proxy(Response.class, (self, method, arguments) -> switch (method.getName()) {
                case "getHeaders" -> headers;
                case "isCommitted" -> committed;
                case "setStatus" -> {
                    status = (int) arguments[0];
                    yield null;
                }
                case "write" -> {
                    if (onWrite != null) {
                        throw onWrite;
                    }
                    committed = true;
                    ByteBuffer part = (ByteBuffer) arguments[1];
                    part.position(part.limit());
                    writes.add((Callback) arguments[2]);
                    yield null;
                }
                default -> throw new UnsupportedOperationException(method.toString());
            });
        }
    }

    /** What became of a request. */
    private static final class Ended implements Callback {
        private final CompletableFuture<Void> ended = new CompletableFuture<>();

        @Override
        public void succeeded() {
            ended.complete(null);
        }

        @Override
        public void failed(Throwable failure) {
            ended.completeExceptionally(failure);
        }
    }

    private final Told told = new Told();
    private final Ended callback = new Ended();
    private final Request request = proxy(Request.class, (self, method, arguments) -> switch (method.getName()) {
        case "getMethod" -> "GET";
        case "getHttpURI" -> HttpURI.from("http://127.0.0.1/x");
        default -> throw new UnsupportedOperationException(method.toString());
    });

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private void settle(CompletableFuture<String> stage, Runnable answer) {
        Failures.settle(stage, request, told.response(), callback, value -> answer.run());
    }

    @Test
    @DisplayName("R32 what is thrown while a stage's result is made an answer is answered, an error of the machine too")
    void thrownInTheAnswer() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        settle(stage, () -> {
            throw full;
        });
        stage.complete("x");
        assertThat(told.status).isEqualTo(500);
        told.writes.get(0).succeeded();
        assertThat(callback.ended).isCompleted();
    }

    @Test
    @DisplayName("R32 a failure that cannot even be told ends the request")
    void cannotBeTold() {
        told.onWrite = full;
        settle(CompletableFuture.failedFuture(new IllegalStateException("first")), () -> {});
        assertThat(callback.ended).isCompletedExceptionally();
    }

    @Test
    @DisplayName("R32 what fails when a part is on its way ends the request, and no second answer follows")
    void failsOnItsWay() {
        settle(CompletableFuture.completedFuture("x"), () -> {
            Answers.empty(told.response(), Callback.NOOP, 200);
            throw full;
        });
        assertThat(told.writes).hasSize(1);
        assertThat(callback.ended).isCompletedExceptionally();
    }

    @Test
    @DisplayName("R32 who is told to ask again is told when")
    void retryAfter() {
        settle(CompletableFuture.failedFuture(new RefusedRequestException(503, "busy", "Later.")), () -> {});
        assertThat(told.status).isEqualTo(503);
        assertThat(told.headers.getLongField(HttpHeader.RETRY_AFTER)).isPositive();
    }

    private static PastPage page(int bytes) {
        AuthoredUpdate change = new AuthoredUpdate(
                new DocumentRef(DocumentKey.parse("local/p/a")), new byte[bytes], Authorship.UNKNOWN, 1_000);
        return new PastPage(List.of(change), bytes, null);
    }

    @Test
    @DisplayName("R32 a page of the past gives its memory back when all of it was sent, not before")
    void pageIsSent() {
        SimulatedTime time = new SimulatedTime(1);
        MemoryBudget memory = new MemoryBudget(1 << 20, time.process("relay"));
        MemoryBudget.Share share = memory.take(200_000, Duration.ZERO).join();
        PastAnswer.send(page(200_000), share, time.process("relay"), told.response(), callback);
        int sent = 0;
        while (!callback.ended.isDone()) {
            assertThat(memory.taken()).isEqualTo(200_000);
            told.writes.get(sent++).succeeded();
        }
        assertThat(sent).isGreaterThan(3);
        assertThat(callback.ended).isCompleted();
        assertThat(memory.taken()).isZero();
        assertThat(time.waiting()).as("nobody waits for its end any more").isZero();
    }

    @Test
    @DisplayName("R32 a reader that stops reading keeps the memory for a while and is cut off then")
    void readerStops() {
        SimulatedTime time = new SimulatedTime(1);
        MemoryBudget memory = new MemoryBudget(1 << 20, time.process("relay"));
        MemoryBudget.Share share = memory.take(655_360, Duration.ZERO).join();
        PastAnswer.send(page(655_360), share, time.process("relay"), told.response(), callback);
        told.writes.get(0).succeeded();
        time.advance(Duration.ofSeconds(39));
        assertThat(callback.ended).isNotDone();
        time.advance(Duration.ofSeconds(1));
        assertThat(callback.ended).isCompletedExceptionally();
        assertThat(memory.taken()).isZero();
    }

    @Test
    @DisplayName("R32 a page whose reader left, or that cannot be made text, gives its memory back")
    void readerLeaves() {
        SimulatedTime time = new SimulatedTime(1);
        MemoryBudget memory = new MemoryBudget(1 << 20, time.process("relay"));
        MemoryBudget.Share share = memory.take(200_000, Duration.ZERO).join();
        PastAnswer.send(page(200_000), share, time.process("relay"), told.response(), callback);
        told.onWrite = full;
        told.writes.get(0).succeeded();
        assertThat(callback.ended).isCompletedExceptionally();
        assertThat(memory.taken()).isZero();
    }
}
