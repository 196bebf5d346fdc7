package dev.markco.agent.simulation;

import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Room;
import dev.markco.yjs.YDoc;
import java.io.IOException;
import java.net.Authenticator;
import java.net.ConnectException;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Requests to a {@link SimulatedRelay}, which are answered at once; but others do something just before and just after, and one
 * may fail before it reached the relay, or after.
 */
final class SimulatedHttp extends HttpClient {
    private static final String API = "/api/documents/";

    private final SimulatedRelay relay;
    private final BooleanSupplier reachable;
    private final Runnable meanwhile;
    private final SplittableRandom random;
    private final double faults;

    /** {@code meanwhile} is what others do before a request is answered. */
    SimulatedHttp(
            SimulatedRelay relay,
            BooleanSupplier reachable,
            Runnable meanwhile,
            SplittableRandom random,
            double faults) {
        this.relay = relay;
        this.reachable = reachable;
        this.meanwhile = meanwhile;
        this.random = random;
        this.faults = faults;
    }

    private record Answered(int status, byte[] body, Map<String, List<String>> headers) {}

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) throws IOException {
        meanwhile.run();
        if (!reachable.getAsBoolean() || random.nextDouble() < faults) {
            throw new ConnectException("Connection refused");
        }
        Answered answered = answer(request);
        meanwhile.run();
        if (random.nextDouble() < faults) {
            throw new IOException("Connection reset");
        }
        return new Response<>(request, answered, handler);
    }

    private Answered answer(HttpRequest request) {
        String path = request.uri().getRawPath().substring(API.length());
        Map<String, String> query = query(request.uri().getRawQuery());
        if (path.split("/", -1).length == 2) {
            return text(query.containsKey("trash") ? relay.trashListing(path) : relay.listing(path));
        }
        String key = DocumentKey.parseUrlPath(path).toString();
        return switch (request.method()) {
            case "GET" -> read(key);
            case "DELETE" -> status(relay.delete(key, query.get("id"), header(request, "If-Match")));
            case "POST" ->
                status(
                        "move".equals(query.get("action"))
                                ? relay.move(
                                        key,
                                        DocumentKey.parse(query.getOrDefault("to", ""))
                                                .toString(),
                                        query.get("id"))
                                : relay.restore(query.get("id")));
            default -> put(request, key);
        };
    }

    private static @Nullable String header(HttpRequest request, String name) {
        return request.headers().firstValue(name).orElse(null);
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new HashMap<>();
        for (String part : raw == null ? new String[0] : raw.split("&")) {
            String[] pair = part.split("=", 2);
            query.put(pair[0], pair.length < 2 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    private static Answered text(String json) {
        return new Answered(200, json.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    private static Answered status(SimulatedRelay.Answer answer) {
        int status = switch (answer) {
            case DONE -> 200;
            case MISSING -> 404;
            case CHANGED -> 412;
            case TAKEN -> 409;
        };
        return new Answered(status, new byte[0], Map.of());
    }

    private Answered read(String asked) {
        String key = relay.named(asked);
        if (!relay.exists(key)) {
            return new Answered(404, new byte[0], Map.of());
        }
        Room room = relay.room(key);
        return new Answered(200, room.<byte[]>read(YDoc::encodeStateAsUpdate), headers(key, room));
    }

    private Map<String, List<String>> headers(String key, Room room) {
        return Map.of("ETag", List.of(SimulatedRelay.etag(room)), "Document-Id", List.of(relay.id(key)));
    }

    private Answered put(HttpRequest request, String key) {
        boolean create = "*".equals(header(request, "If-None-Match"));
        byte[] body = body(request.bodyPublisher().orElseThrow());
        if (!relay.put(key, body, create, header(request, "If-Match"))) {
            return new Answered(412, new byte[0], Map.of());
        }
        String named = create ? key : relay.named(key);
        return new Answered(create ? 201 : 200, new byte[0], headers(named, relay.room(named)));
    }

    private static byte[] body(HttpRequest.BodyPublisher publisher) {
        HttpResponse.BodySubscriber<byte[]> subscriber = HttpResponse.BodySubscribers.ofByteArray();
        publisher.subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscriber.onSubscribe(subscription);
            }

            @Override
            public void onNext(ByteBuffer item) {
                subscriber.onNext(List.of(item));
            }

            @Override
            public void onError(Throwable throwable) {
                subscriber.onError(throwable);
            }

            @Override
            public void onComplete() {
                subscriber.onComplete();
            }
        });
        return subscriber.getBody().toCompletableFuture().join();
    }

    private record Response<T>(HttpRequest request, Answered answered, BodyHandler<T> handler)
            implements HttpResponse<T> {
        @Override
        public int statusCode() {
            return answered.status;
        }

        @Override
        public Optional<HttpResponse<T>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public HttpHeaders headers() {
            return HttpHeaders.of(answered.headers, (name, value) -> true);
        }

        @Override
        public T body() {
            BodySubscriber<T> subscriber = handler.apply(new ResponseInfo() {
                @Override
                public int statusCode() {
                    return answered.status;
                }

                @Override
                public HttpHeaders headers() {
                    return Response.this.headers();
                }

                @Override
                public Version version() {
                    return Version.HTTP_1_1;
                }
            });
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long n) {}

                @Override
                public void cancel() {}
            });
            subscriber.onNext(List.of(ByteBuffer.wrap(answered.body)));
            subscriber.onComplete();
            return subscriber.getBody().toCompletableFuture().join();
        }

        @Override
        public Optional<javax.net.ssl.SSLSession> sslSession() {
            return Optional.empty();
        }

        @Override
        public java.net.URI uri() {
            return request.uri();
        }

        @Override
        public Version version() {
            return Version.HTTP_1_1;
        }
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return Optional.empty();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return Optional.empty();
    }

    @Override
    public Redirect followRedirects() {
        return Redirect.NEVER;
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return Optional.empty();
    }

    @Override
    public SSLContext sslContext() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SSLParameters sslParameters() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return Optional.empty();
    }

    @Override
    public Version version() {
        return Version.HTTP_1_1;
    }

    @Override
    public Optional<Executor> executor() {
        return Optional.empty();
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request,
            HttpResponse.BodyHandler<T> handler,
            HttpResponse.@Nullable PushPromiseHandler<T> pushPromiseHandler) {
        throw new UnsupportedOperationException();
    }
}
