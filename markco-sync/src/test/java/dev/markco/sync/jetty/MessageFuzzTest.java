package dev.markco.sync.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.markco.sync.room.Framing;
import dev.markco.sync.time.SimulatedProcess;
import dev.markco.sync.time.SimulatedTime;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Frames of anybody, to the sockets of both framings. Their number is a quarter of the system property {@code markco.fuzz}
 * (220,000 for the fuzz tests of all modules), {@code markco.fuzz.seed} is where they start.
 */
final class MessageFuzzTest {
    private static final long SEED = Long.getLong("markco.fuzz.seed", 20_260_214L);
    private static final int FRAMES_PER_FRAMING = Integer.getInteger("markco.fuzz", 220_000) / 8;
    private static final int FRAMES_PER_ROOM = 50;

    /** What one frame may allocate, in bytes: all that a room, a socket and two encodings of a small document need. */
    private static final long MAX_ALLOCATED = 1 << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final SocketKeeper KEEPER = keeper();

    /** A keeper that tends to nothing, and whose afterwards is at once: its timer has stopped. */
    private static SocketKeeper keeper() {
        SimulatedProcess ended = new SimulatedTime(1).process("relay");
        SocketKeeper keeper = new SocketKeeper(ended);
        ended.stop();
        return keeper;
    }

    /** Classes are loaded before allocations are counted. */
    @BeforeAll
    static void warmUp() {
        run("sync", 500, Long.MAX_VALUE);
        run("collab", 500, Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync", "collab"})
    @DisplayName("mutated frames are taken, ignored or close their own socket, and change nothing then")
    void mutatedFrames(String kind) {
        assertThat(run(kind, FRAMES_PER_FRAMING, MAX_ALLOCATED))
                .as("sockets closed")
                .isBetween(FRAMES_PER_FRAMING / 10, FRAMES_PER_FRAMING * 9 / 10);
    }

    private static int run(String kind, int frames, long maxAllocated) {
        boolean addressed = kind.equals("collab");
        Random random = new Random(SEED + kind.hashCode());
        Framing framing = addressed ? Framing.addressed(FuzzedRoom.NAME) : Framing.PLAIN;
        HostileFrames hostile = new HostileFrames(random, framing);
        FuzzedRoom room = new FuzzedRoom(1 + random.nextInt(1 << 30), addressed, KEEPER);
        int refused = 0;
        for (int i = 0; i < frames; i++) {
            String what = "markco.fuzz.seed " + SEED + ", " + kind + " frame " + i;
            if (i % FRAMES_PER_ROOM == 0) {
                room.check(what);
                room = new FuzzedRoom(1 + random.nextInt(1 << 30), addressed, KEEPER);
            }
            byte[] frame = hostile.next(room.state());
            long start = THREADS.getCurrentThreadAllocatedBytes();
            refused += room.attack(frame, what) ? 1 : 0;
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - start;
            if (allocated > maxAllocated) {
                throw new AssertionError(what + ": " + allocated + " bytes allocated for " + frame.length);
            }
        }
        room.check(kind);
        return refused;
    }
}
