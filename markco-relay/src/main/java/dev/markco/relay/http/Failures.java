package dev.markco.relay.http;

import dev.markco.relay.identity.RefusedRequestException;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.InvalidKeyException;
import dev.markco.sync.Stages;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
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

    /**
     * Runs what answers a request. Whatever it throws is an answer too, or ends the request where there can be none any more:
     * on the thread that completes a stage nobody else would learn of it, and the client would wait for ever.
     */
    static void guarded(Request request, Response response, Callback callback, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            answerOrEnd(request, response, callback, e);
        }
    }

    private static void answerOrEnd(Request request, Response response, Callback callback, Throwable failure) {
        try {
            if (!response.isCommitted()) {
                answer(request, response, callback, failure);
                return;
            }
            log.error("{} {} failed on its way", request.getMethod(), Requests.rawPath(request), failure);
        } catch (RuntimeException | Error e) {
            if (e != failure) {
                failure.addSuppressed(e);
            }
        }
        callback.failed(failure);
    }

    /** Answers a request when a stage ends, with {@code answer} or, when it fails, with {@code refuse}; {@link #guarded}. */
    static <T> void settle(
            CompletionStage<T> stage,
            Request request,
            Response response,
            Callback callback,
            Consumer<T> answer,
            Consumer<Throwable> refuse) {
        var unused = stage.whenComplete((result, failure) -> guarded(request, response, callback, () -> {
            if (failure != null) {
                refuse.accept(failure);
            } else {
                answer.accept(result);
            }
        }));
    }

    /** As {@link #settle(CompletionStage, Request, Response, Callback, Consumer, Consumer)}, refused by {@link #answer}. */
    static <T> void settle(
            CompletionStage<T> stage, Request request, Response response, Callback callback, Consumer<T> answer) {
        settle(stage, request, response, callback, answer, failure -> answer(request, response, callback, failure));
    }
}
