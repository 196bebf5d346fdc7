package dev.markco.relay.http;

import dev.markco.relay.identity.RefusedRequestException;
import dev.markco.sync.InvalidKeyException;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where what goes wrong on the way becomes an answer. */
final class Failures {
    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /** What made a stage fail. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    static void answer(Request request, Response response, Callback callback, Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof RefusedRequestException refused) {
            Answers.refusal(response, callback, refused);
        } else if (cause instanceof InvalidKeyException invalid) {
            Answers.error(
                    response,
                    callback,
                    400,
                    String.valueOf(invalid.getMessage()),
                    "An address is user/project/path; see 'markco help document-keys'.");
        } else {
            log.error("{} {} failed", request.getMethod(), Requests.rawPath(request), cause);
            Answers.error(response, callback, 500, "the relay failed to answer", "Its log says why.");
        }
    }

    /** Runs what answers a request on another thread than the one that brought it. */
    static void guarded(Request request, Response response, Callback callback, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            answer(request, response, callback, e);
        }
    }
}
