package dev.markco.agent.internal.local;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Who may talk to the local port: programs, and pages of this machine; never a foreign page (R28). Pure. */
final class OriginCheck {
    private OriginCheck() {}

    /**
     * Why a request is refused, null when it is not.
     *
     * @param host the Host header, without which there is no request
     * @param origin the Origin header, which browsers send
     */
    static @Nullable String refusal(@Nullable String host, @Nullable String origin) {
        if (host == null || !isLoopback(hostOf("//" + host))) {
            return "this port answers to localhost only";
        }
        if (origin != null && !isLoopback(hostOf(origin))) {
            return "pages of other origins may not connect";
        }
        return null;
    }

    private static String hostOf(String address) {
        try {
            String host = URI.create(address).getHost();
            return host == null ? "" : host.toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || host.equals("[::1]")
                || host.matches("127(\\.[0-9]{1,3}){3}");
    }
}
