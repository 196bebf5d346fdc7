package dev.markco.relay.http;

import dev.markco.relay.store.PastPage;
import dev.markco.relay.store.PastPlace;
import dev.markco.sync.time.Alarm;
import dev.markco.sync.time.Time;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;

/**
 * The answer with a page of the past on its way out, part by part, as fast as its reader reads. It gives its memory back at the
 * end, and ends when the reader is too slow.
 */
final class PastAnswer extends IteratingCallback {
    static final String LINES = "application/x-ndjson";
    static final String NEXT = "Markco-Next";
    /** Who reads fewer bytes a second than this is cut off, a while after the answer began. */
    private static final int SLOWEST = 64 << 10;

    private static final Duration WHILE = Duration.ofSeconds(30);

    private final PastLines lines;
    private final MemoryBudget.Share memory;
    private final Response response;
    private final Callback callback;
    private final Alarm tooSlow;
    private boolean last;

    private PastAnswer(PastPage page, MemoryBudget.Share memory, Time time, Response response, Callback callback) {
        this.lines = new PastLines(page.changes());
        this.memory = memory;
        this.response = response;
        this.callback = callback;
        this.tooSlow = time.after(WHILE.plusSeconds(page.bytes() / SLOWEST), this::cutOff);
    }

    /** Sends a page, which is in that memory. */
    static void send(PastPage page, MemoryBudget.Share memory, Time time, Response response, Callback callback) {
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, LINES);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        PastPlace next = page.next();
        if (next != null) {
            response.getHeaders().put(NEXT, next.toString());
        }
        new PastAnswer(page, memory, time, response, callback).iterate();
    }

    private void cutOff() {
        boolean unused = abort(new TimeoutException("its reader is too slow"));
    }

    @Override
    protected Action process() {
        if (last) {
            return Action.SUCCEEDED;
        }
        ByteBuffer part = lines.next();
        last = part == null;
        response.write(last, part == null ? ByteBuffer.allocate(0) : part, this);
        return Action.SCHEDULED;
    }

    @Override
    protected void onCompleteSuccess() {
        end();
        callback.succeeded();
    }

    /** While a part is on its way, which may never arrive: what fails the request ends that, too. */
    @Override
    protected void onAborted(Throwable cause) {
        end();
        callback.failed(cause);
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        end();
        callback.failed(cause);
    }

    private void end() {
        tooSlow.cancel();
        memory.close();
    }
}
