package dev.markco.cli;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for servers that stop and want the same one again: none that the system gives to somebody else meanwhile, who asks
 * for any. Thread-safe.
 */
final class ModelPorts {
    private static final int FIRST = 20_000;
    private static final int COUNT = 12_000;

    /** Processes that run beside each other begin at different ones. */
    private static final AtomicInteger next =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 97 % COUNT));

    private ModelPorts() {}

    static int free() throws IOException {
        for (int tries = 0; tries < COUNT; tries++) {
            int port = FIRST + Math.floorMod(next.getAndIncrement(), COUNT);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // Somebody has it; the next one will do.
            }
        }
        throw new BindException("no port is free");
    }
}
