package dev.markco.sync.jetty;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers that are given before the request's body was read to its end, so that the client's next request does not fail for
 * them. Jetty notices the rest only when the answer is out, and ends a connection that the client believes to be good.
 *
 * <p>What is left of a small body is read and thrown away first, and the connection stays; what is large, or slow to come,
 * makes the answer say {@code Connection: close}. The connection is then closed for writing at once, and what comes is thrown
 * away for a while: a client that is still sending would get a reset instead of the answer. A client that waits for
 * {@code 100 Continue} is answered at once, and never asked for what nobody wants.
 *
 * <p>Thread-safe, and no thread ever waits.
 */
public final class UnreadBodies extends Handler.Wrapper {
    private static final Logger log = LoggerFactory.getLogger(UnreadBodies.class);
    /** What is thrown away to keep a connection: most documents are smaller. */
    private static final long KEEPING_BYTES = 1 << 20;

    private static final Duration KEEPING = Duration.ofSeconds(1);
    /** What is thrown away so that the answer is seen: twice the largest message. */
    private static final long LEAVING_BYTES = 128L << 20;

    private static final Duration LEAVING = Duration.ofSeconds(10);

    private final Duration keeping;
    private final Duration leaving;

    /** Lets a handler answer when it likes. */
    public UnreadBodies(Handler handler) {
        this(handler, KEEPING, LEAVING);
    }

    /** The same, that waits only so long for the rest: to keep the connection, and for the answer to be seen. */
    UnreadBodies(Handler handler, Duration keeping, Duration leaving) {
        super(handler);
        this.keeping = keeping;
        this.leaving = leaving;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!hasBody(request)) {
            return super.handle(request, response, callback);
        }
        Exchange exchange = new Exchange(request, response, callback);
        return super.handle(exchange.body, exchange.answer, exchange);
    }

    private static boolean hasBody(Request request) {
        HttpFields headers = request.getHeaders();
        return headers.contains(HttpHeader.TRANSFER_ENCODING)
                || (headers.contains(HttpHeader.CONTENT_LENGTH) && request.getLength() != 0);
    }

    /**
     * A request with a body, and its answer. The lock is held for reads, which do not wait, and for nothing else that is not
     * ours.
     */
    private final class Exchange implements Callback {
        private final Request request;
        private final Response response;
        private final Callback callback;
        private final Body body;
        private final Answer answer;

        /** Whether the answer has begun: whoever handles the request reads no more, and the rest is thrown away. */
        private boolean answered;
        /** Whether something of the body came, or was asked for. */
        private boolean begun;
        /** Whether Jetty is to tell of content. */
        private boolean demanded;
        /** Who waits for content, of those that handle the request. */
        private @Nullable Runnable reader;
        /** What whoever handles the request reads from now on: it has given the body up. */
        private Content.@Nullable Chunk givenUp;

        private boolean ended;
        private boolean lastWritten;
        /** What happens once the body has ended or is given up; null while nothing is thrown away. */
        private @Nullable Runnable next;

        private Scheduler.@Nullable Task timer;
        private long left;
        private Duration patience = keeping;

        Exchange(Request request, Response response, Callback callback) {
            this.request = request;
            this.response = response;
            this.callback = callback;
            this.body = new Body();
            this.answer = new Answer();
        }

        /** The request, for whoever handles it. */
        private final class Body extends Request.Wrapper {
            Body() {
                super(request);
            }

            @Override
            public Content.@Nullable Chunk read() {
                synchronized (Exchange.this) {
                    if (givenUp == null && answered) {
                        givenUp = Content.Chunk.from(new EofException("the answer was given already"), true);
                    }
                    if (givenUp != null) {
                        return givenUp;
                    }
                    Content.Chunk chunk = super.read();
                    begun |= chunk != null;
                    return chunk;
                }
            }

            @Override
            public void demand(Runnable onContent) {
                boolean late;
                synchronized (Exchange.this) {
                    late = answered || givenUp != null;
                    if (!late) {
                        reader = onContent;
                        demanded = true;
                        begun = true;
                    }
                }
                if (late) {
                    onContent.run();
                } else {
                    super.demand(Invocable.from(Invocable.getInvocationType(onContent), Exchange.this::available));
                }
            }

            @Override
            public void fail(Throwable failure) {
                giveUp(failure);
            }

            @Override
            public void fail(Throwable failure, boolean last) {
                giveUp(failure);
            }
        }

        /** Ends the body for whoever handles the request, but not for us, who may have to read on. */
        private void giveUp(Throwable failure) {
            Runnable waiting;
            synchronized (this) {
                if (givenUp == null) {
                    givenUp = Content.Chunk.from(failure, true);
                }
                waiting = reader;
                reader = null;
            }
            if (waiting != null) {
                waiting.run();
            }
        }

        /** The response, for whoever handles the request. */
        private final class Answer extends Response.Wrapper {
            Answer() {
                super(body, response);
            }

            @Override
            public void write(boolean last, ByteBuffer content, Callback written) {
                answer(() -> {
                    wrote(last);
                    super.write(last, content, written);
                });
            }
        }

        /** Writes; at the answer's beginning only when it is known what becomes of the connection. */
        private void answer(Runnable write) {
            boolean first;
            synchronized (this) {
                first = !answered;
                answered = true;
            }
            if (!first || isUpgraded()) {
                write.run();
                return;
            }
            whenEnded(KEEPING_BYTES, keeping, () -> {
                if (!hasEnded()) {
                    response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
                }
                write.run();
            });
        }

        private boolean isUpgraded() {
            return response.getStatus() == HttpStatus.SWITCHING_PROTOCOLS_101;
        }

        private synchronized void wrote(boolean last) {
            lastWritten |= last;
        }

        private synchronized boolean hasWrittenLast() {
            return lastWritten;
        }

        private synchronized boolean hasEnded() {
            return ended;
        }

        @Override
        public void succeeded() {
            if (isUpgraded()) {
                callback.succeeded();
            } else if (hasWrittenLast()) {
                leave();
            } else {
                answer.write(true, BufferUtil.EMPTY_BUFFER, Callback.from(this::leave, this::failed));
            }
        }

        /** The answer is out: ends the exchange when nothing comes any more that would reset the connection. */
        private void leave() {
            if (hasEnded()) {
                callback.succeeded();
            } else {
                whenEnded(LEAVING_BYTES, leaving, callback::succeeded);
            }
        }

        @Override
        public void failed(Throwable failure) {
            synchronized (this) {
                answered = true;
                next = null;
                cancelTimer();
            }
            callback.failed(failure);
        }

        @Override
        public InvocationType getInvocationType() {
            return callback.getInvocationType();
        }

        private void whenEnded(long bytes, Duration time, Runnable then) {
            boolean told;
            synchronized (this) {
                left = bytes;
                patience = time;
                next = then;
                told = demanded;
                if (told) {
                    startTimer(then);
                }
            }
            if (!told) {
                throwAway();
            }
        }

        private void startTimer(Runnable then) {
            if (timer == null) {
                timer = request.getComponents()
                        .getScheduler()
                        .schedule(
                                () -> request.getComponents().getExecutor().execute(() -> goOn(then)),
                                patience.toMillis(),
                                TimeUnit.MILLISECONDS);
            }
        }

        private void goOn(Runnable expected) {
            synchronized (this) {
                if (next != expected) {
                    return;
                }
                next = null;
                cancelTimer();
            }
            expected.run();
        }

        private void cancelTimer() {
            if (timer != null) {
                timer.cancel();
                timer = null;
            }
        }

        /** There is content for whoever reads, or an end. */
        private void available() {
            Runnable waiting;
            boolean ours;
            synchronized (this) {
                demanded = false;
                waiting = reader;
                reader = null;
                ours = answered;
            }
            if (waiting != null) {
                waiting.run();
            }
            if (ours) {
                throwAway();
            }
        }

        private void throwAway() {
            Runnable then;
            boolean over;
            synchronized (this) {
                then = next;
                if (then == null) {
                    return;
                }
                over = readAway() || !mayWait();
                if (!over) {
                    demanded = true;
                    startTimer(then);
                }
            }
            if (over) {
                goOn(then);
                return;
            }
            try {
                request.demand(this::available);
            } catch (IllegalStateException e) {
                log.trace("the exchange was given up meanwhile", e);
            }
        }

        /** Reads what is there; false when more may come. */
        private boolean readAway() {
            while (left >= 0) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    return false;
                }
                begun = true;
                left -= chunk.remaining();
                boolean failure = Content.Chunk.isFailure(chunk);
                ended = chunk.isLast() && !failure;
                chunk.release();
                if (failure || ended) {
                    return true;
                }
            }
            return true;
        }

        /** Whether it makes sense to wait for what has not come yet. */
        private boolean mayWait() {
            boolean waitsForUs = !begun && request.getHeaders().contains(HttpHeader.EXPECT);
            return !waitsForUs && (lastWritten || request.getLength() <= KEEPING_BYTES);
        }
    }
}
