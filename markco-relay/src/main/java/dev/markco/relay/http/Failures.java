package dev.markco.relay.http;

import dev.markco.relay.identity.RefusedRequestException;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.InvalidKeyException;
import dev.markco.sync.Stages;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where what goes wrong on the way becomes an answer. */
final class Failures {
    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static void answer(Request request, Response response, Callback callback, Throwable failure) {
        Throwable cause = Stages.cause(failure);
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

    /** The answer to who asks for a document in the trash (R20). */
    static RefusedRequestException trashed(DocumentKey key) {
        return new RefusedRequestException(
                410, key + " is in the trash", "Restore it with POST ?action=restore, or create another one there.");
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
