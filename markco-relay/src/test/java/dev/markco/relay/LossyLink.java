package dev.markco.relay;

import dev.markco.relay.postgres.PostgresUrl;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** A way to PostgreSQL that, when armed, breaks after the next COMMIT was carried out and before that is told. */
final class LossyLink implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    /** What a transaction must have said for its COMMIT to be lost; empty when none is to be. */
    private final AtomicReference<String> armed = new AtomicReference<>("");

    LossyLink(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread acceptor = new Thread(this::accept);
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /** The same database by this way; statements are sent as text, so that a COMMIT is seen. */
    PostgresUrl over(PostgresUrl url) {
        return PostgresUrl.parse("postgresql://" + url.user() + ":" + url.password() + "@127.0.0.1:"
                + server.getLocalPort() + "/"
                + url.toString().replaceAll(".*/([^?]*).*", "$1")
                + "?sslmode=disable&prepareThreshold=0");
    }

    /** Loses the answer to the next COMMIT of a transaction in which {@code sql} was sent. */
    void loseNextCommitOf(String sql) {
        armed.set(sql);
    }

    boolean hasLost() {
        return "".equals(armed.get());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(client);
                sockets.add(upstream);
                AtomicBoolean losing = new AtomicBoolean();
                pump(client, upstream, losing, true);
                pump(upstream, client, losing, false);
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void pump(Socket from, Socket to, AtomicBoolean losing, boolean toServer) {
        Thread thread = new Thread(() -> {
            byte[] buffer = new byte[65_536];
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                String marker = "";
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    String sent = toServer ? new String(buffer, 0, read, StandardCharsets.ISO_8859_1) : "";
                    String wanted = String.valueOf(armed.get());
                    if (!wanted.isEmpty() && sent.contains(wanted)) {
                        marker = wanted;
                    }
                    if (sent.contains("COMMIT")) {
                        losing.compareAndSet(false, !marker.isEmpty() && armed.compareAndSet(marker, ""));
                        marker = "";
                    }
                    if (!toServer && losing.get()) {
                        return; // it was carried out, and nobody will know
                    }
                    out.write(buffer, 0, read);
                    out.flush();
                }
            } catch (IOException e) {
                // one of the two ends ended it
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
