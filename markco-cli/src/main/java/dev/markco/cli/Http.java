package dev.markco.cli;

import java.net.URI;
import java.net.http.HttpClient;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client of the commands. One for {@code http} alone starts in a fraction of the usual time, since it does
 * without TLS and so without reading the certificates that Java trusts. Thread-safe; HTTP/1.1; follows no redirects.
 */
final class Http {
    /** How long to wait for a connection. */
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private static final Pattern SELECTOR = Pattern.compile("HttpClient-\\d+-SelectorManager");

    private Http() {}

    /** A client for the service at {@code base}, which gives up after 5 s when nothing answers there. */
    static HttpClient client(URI base) {
        return String.valueOf(base.getScheme()).toLowerCase(Locale.ROOT).equals("http") ? Plain.CLIENT : Secure.CLIENT;
    }

    /**
     * Ends the threads that wait for answers; whatever is still asked fails. Call it last: while one of them waits in
     * the operating system, Java puts off its end for 300 ms. Java 17 offers no other way to end them than this
     * interrupt.
     */
    static void end() {
        Thread[] threads = new Thread[2 * Thread.activeCount()];
        int count = Thread.enumerate(threads);
        Arrays.stream(threads, 0, count)
                .filter(thread -> SELECTOR.matcher(thread.getName()).matches())
                .forEach(Thread::interrupt);
    }

    private static HttpClient.Builder builder() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT);
    }

    /** Made when it is first needed; all requests of a process share its connections. */
    private static final class Plain {
        static final HttpClient CLIENT = builder()
                .sslContext(new NoTls())
                .sslParameters(new SSLParameters())
                .build();
    }

    /** As {@link Plain}, for the rest. */
    private static final class Secure {
        static final HttpClient CLIENT = builder().build();
    }

    private static final class NoTls extends SSLContext {
        NoTls() {
            super(new NoTlsSpi(), null, "none");
        }
    }

    /** Refuses everything: it is never asked while addresses are {@code http}. */
    private static final class NoTlsSpi extends SSLContextSpi {
        private static UnsupportedOperationException refused() {
            return new UnsupportedOperationException("this client speaks http alone");
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException(refused());
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            throw refused();
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            throw refused();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            throw refused();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            throw refused();
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            throw refused();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            throw refused();
        }
    }
}
