package dev.markco.relay.identity;

import dev.markco.sync.DocumentKey;
import dev.markco.sync.InvalidKeyException;
import dev.markco.sync.Stages;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * The service that knows whose a token is: {@code GET <base>/auth/validate} with {@code Authorization: Bearer <token>} answers
 * {@code {"user":{"id":"<uuid>"}}}, or 401 when it is nobody's. {@code "readOnly": true} in the user, or
 * {@code "scope": "readonly"} there or beside it, means that the token only allows reading.
 *
 * <p>Never blocks and never throws; at most {@value #MAX_IN_FLIGHT} questions are asked at a time. Thread-safe.
 */
final class AuthService {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    static final int MAX_IN_FLIGHT = 256;
    private static final int MAX_ANSWER_BYTES = 64 << 10;
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private final URI address;
    private final HttpClient http;
    private final AtomicInteger inFlight = new AtomicInteger();

    /** The service at {@code base}; its answers are read on {@code executor}. */
    AuthService(URI base, Executor executor) {
        address = URI.create(base.toString().replaceFirst("/+$", "") + "/auth/validate");
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(executor)
                .build();
    }

    /** Asks whose a token is; the stage never fails. */
    CompletableFuture<Verdict> ask(Token token) {
        if (inFlight.incrementAndGet() > MAX_IN_FLIGHT) {
            inFlight.decrementAndGet();
            return CompletableFuture.completedFuture(
                    new Verdict.Unknown("more than " + MAX_IN_FLIGHT + " tokens are being checked"));
        }
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token.secret())
                .header("Accept", "application/json")
                .build();
        return http.sendAsync(request, info -> new BoundedBody(MAX_ANSWER_BYTES))
                .handle((answer, failure) -> {
                    inFlight.decrementAndGet();
                    return failure == null ? verdict(answer) : new Verdict.Unknown(words(failure));
                });
    }

    private static String words(Throwable failure) {
        Throwable cause = Stages.cause(failure);
        String message = cause.getMessage();
        return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    private static Verdict verdict(HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        if (status == 401 || status == 403) {
            return new Verdict.Bad();
        }
        if (status != 200) {
            return new Verdict.Unknown("it answers " + status);
        }
        try {
            return verdict(MAPPER.readTree(answer.body()));
        } catch (JacksonException e) {
            return new Verdict.Unknown("its answer is no JSON");
        }
    }

    private static Verdict verdict(JsonNode answer) {
        JsonNode user = answer.path("user");
        if (user.isNull() || user.isMissingNode()) {
            return new Verdict.Bad();
        }
        boolean readOnly = user.path("readOnly").asBoolean(false)
                || "readonly".equals(user.path("scope").asString(""))
                || "readonly".equals(answer.path("scope").asString(""));
        try {
            Caller caller = Caller.of(DocumentKey.parseUser(user.path("id").asString("")));
            return new Verdict.Good(readOnly ? caller.readingOnly() : caller);
        } catch (InvalidKeyException e) {
            return new Verdict.Unknown("its user has an id that is no UUID");
        }
    }
}
