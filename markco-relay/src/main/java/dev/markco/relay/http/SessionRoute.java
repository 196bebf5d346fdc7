package dev.markco.relay.http;

import dev.markco.relay.identity.Caller;
import dev.markco.relay.identity.Callers;
import dev.markco.relay.identity.Identity;
import dev.markco.relay.identity.RefusedRequestException;
import dev.markco.relay.identity.RequestFacts;
import dev.markco.relay.identity.Token;
import dev.markco.sync.DocumentKey;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/session}: who a browser is. {@code GET} tells, {@code POST} with a token in {@code Authorization} signs in: the
 * browser gets the token as a cookie that no script can read, {@code DELETE} signs out.
 */
public final class SessionRoute {
    static final String PATH = "/api/session";
    private static final String COOKIE = "session_token=";
    private static final String FLAGS = "; Path=/; HttpOnly; SameSite=Strict";

    private final Callers callers;

    public SessionRoute(Callers callers) {
        this.callers = callers;
    }

    void handle(Request request, Response response, Callback callback) {
        RequestFacts facts = Requests.facts(request);
        switch (request.getMethod()) {
            case "GET", "HEAD" -> tell(facts, request, response, callback);
            case "POST" -> signIn(facts, request, response, callback);
            case "DELETE" -> signOut(facts, response, callback);
            default -> {
                response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD, POST, DELETE");
                throw new RefusedRequestException(
                        405, request.getMethod() + " is not possible here", "GET, POST or DELETE the session.");
            }
        }
    }

    private void tell(RequestFacts facts, Request request, Response response, Callback callback) {
        // The page asks for a token only where tokens mean something.
        response.getHeaders().put("Markco-Tokens", callers.checksTokens() ? "yes" : "no");
        Failures.settle(
                callers.identify(facts),
                request,
                response,
                callback,
                identity -> Answers.json(response, callback, 200, described(identity, callers.checksTokens())));
    }

    private static Map<String, Object> described(Identity identity, boolean tokens) {
        Caller caller = identity.caller();
        UUID user = caller.user();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("userId", user == null ? null : user.toString());
        body.put("local", DocumentKey.LOCAL_USER.equals(user));
        body.put("readOnly", caller.isReadOnly());
        body.put("signedIn", identity.token() != null);
        body.put("tokens", tokens);
        return body;
    }

    private void signIn(RequestFacts facts, Request request, Response response, Callback callback) {
        callers.checkChange(facts);
        String token = Requests.bearer(request);
        if (!callers.checksTokens()) {
            throw new RefusedRequestException(
                    409,
                    "tokens mean nothing here",
                    "Start the relay with --auth-service, or come through the proxy that signs people in.");
        }
        if (token == null || !Token.fitsCookie(token)) {
            throw new RefusedRequestException(
                    400, "there is no token to sign in with", "Send it as 'Authorization: Bearer'.");
        }
        Failures.settle(callers.check(token), request, response, callback, identity -> {
            response.getHeaders().add(HttpHeader.SET_COOKIE, COOKIE + token + FLAGS + secure(facts.origin()));
            Answers.json(response, callback, 200, described(identity, true));
        });
    }

    private void signOut(RequestFacts facts, Response response, Callback callback) {
        callers.checkChange(facts);
        response.getHeaders().add(HttpHeader.SET_COOKIE, COOKIE + FLAGS + "; Max-Age=0" + secure(facts.origin()));
        Answers.empty(response, callback, 204);
    }

    /** A page that came over TLS keeps its cookie to TLS, whatever the proxy before the relay speaks to it. */
    private static String secure(@Nullable String origin) {
        return origin != null && origin.toLowerCase(Locale.ROOT).startsWith("https:") ? "; Secure" : "";
    }
}
