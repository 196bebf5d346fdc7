package dev.markco.agent.internal.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.agent.internal.decision.TakeOnce;
import dev.markco.agent.internal.disk.FaultPoints;
import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.TextFormat;
import dev.markco.agent.internal.disk.WritePlan;
import dev.markco.agent.internal.state.Entry;
import dev.markco.agent.internal.state.StateDirectory;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Room;
import dev.markco.sync.text.Hunk;
import dev.markco.sync.time.SystemTime;
import dev.markco.yjs.YText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start finds in the log is what was known when the agent died, whatever had happened. */
final class ReplicasTest {
    private static final int ROUNDS = 60;
    private static final int STEPS = 60;
    private static final int AUTHORS = 500;
    private static final WritePlan PLAN =
            new WritePlan(Path.of("a.md"), WritePlan.Mode.SWAP, Path.of("swap", "x.part"));

    @TempDir
    Path directory;

    @Test
    @DisplayName(
            "R6 R7 R9 a start finds what the file holds, what it is to hold, and all that is known beyond, after any step")
    void memoryIsItsLog() throws Exception {
        long seed = Long.getLong("markco.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        try (SystemTime time = SystemTime.named("replicas-test");
                StateDirectory state = StateDirectory.open(directory, FaultPoints.NONE)) {
            for (int round = 0; round < ROUNDS; round++) {
                Walk walk = new Walk(state, DocumentKey.parse("local/p/a" + round), time, random.split());
                for (int step = 0; step < STEPS; step++) {
                    String what = walk.step();
                    walk.assertStartFindsAll("seed " + seed + ", round " + round + ", step " + step + ": " + what);
                }
                walk.replicas.close();
            }
        }
    }

    @Test
    @DisplayName("how the replicas stand can be asked by anybody while they change")
    void askedByOthers() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        AtomicBoolean over = new AtomicBoolean();
        try (SystemTime time = SystemTime.named("replicas-test");
                StateDirectory state = StateDirectory.open(directory, FaultPoints.NONE)) {
            Replicas replicas = new Walk(state, DocumentKey.parse("local/p/a"), time, new SplittableRandom(1)).replicas;
            Future<Boolean> asking = other.submit(() -> {
                boolean known = true;
                while (!over.get()) {
                    known &= replicas.hasDiskHistory() && replicas.isKnown() && !replicas.hasPending();
                }
                return known;
            });
            FileContent text = replicas.fileContent();
            for (int i = 0; i < AUTHORS; i++) {
                // Whoever edited while no agent looked is an author of their own.
                FileContent more = Walk.content(text.text() + i + "\n");
                replicas.takeFileEdit(text, more, TakeOnce.Occasion.CATCH_UP);
                text = more;
            }
            over.set(true);
            assertThat(asking.get()).isTrue();
            replicas.close();
        } finally {
            over.set(true);
            other.shutdown();
        }
    }

    /** One document that things happen to. */
    private static final class Walk {
        private final StateDirectory state;
        private final DocumentKey key;
        private final SystemTime time;
        private final SplittableRandom random;
        private Replicas replicas;
        private FileContent older = FileContent.EMPTY;
        /** Whether others typed what is not in the log yet: it is theirs to have. */
        private boolean typed;

        private int out;

        Walk(StateDirectory state, DocumentKey key, SystemTime time, SplittableRandom random) throws IOException {
            this.state = state;
            this.key = key;
            this.time = time;
            this.random = random;
            replicas = open();
            replicas.takeFileEdit(FileContent.EMPTY, content("one\ntwo\n"), TakeOnce.Occasion.ORDINARY);
        }

        private Replicas open() throws IOException {
            return Replicas.open(key, state, (name, live) -> new Room(name, live, time), () -> {})
                    .replicas();
        }

        String step() throws IOException {
            FileContent before = replicas.fileContent();
            String what = switch (random.nextInt(10)) {
                case 0 -> save(replicas.diskContent(), "a save on what the file was to hold");
                case 1 -> save(before, "a save on what the file holds");
                case 2 -> save(older, "a save on an older content");
                case 3 -> {
                    replicas.found(random.nextBoolean() ? older : edited(before));
                    yield "found";
                }
                case 4, 5 -> {
                    type();
                    yield "others type";
                }
                case 6 -> write();
                case 7 -> {
                    FileContent base = random.nextBoolean() ? older : replicas.fileContent();
                    replicas.takeLate("out" + out, base, edited(base));
                    yield "a late edit";
                }
                case 8 -> mark();
                default -> {
                    replicas.close();
                    replicas = open();
                    typed = false;
                    yield "a start";
                }
            };
            older = random.nextInt(3) == 0 ? before : older;
            return what;
        }

        private String save(FileContent base, String what) throws IOException {
            FileContent seen = random.nextInt(4) == 0 ? replicas.diskContent() : edited(base);
            TakeOnce.Occasion occasion = random.nextBoolean() ? TakeOnce.Occasion.ORDINARY : TakeOnce.Occasion.CATCH_UP;
            replicas.takeFileEdit(base, seen, occasion);
            assertThat(replicas.fileContent()).as(what).isEqualTo(seen);
            return what;
        }

        private void type() {
            replicas.room().read(live -> {
                YText text = live.getText("content");
                text.insert(random.nextInt(text.length() + 1), word());
                return true;
            });
            typed = true;
        }

        private String write() throws IOException {
            Replicas.Pending pending = replicas.takePending();
            if (pending == null) {
                return "nothing to write";
            }
            typed = false;
            if (random.nextInt(4) == 0) {
                replicas.merge(pending);
                return "what others typed is there";
            }
            FileContent known = replicas.fileContent();
            replicas.intend(new Entry.Intent(pending.update(), PLAN, false, 0));
            if (random.nextInt(3) == 0) {
                replicas.putBack(pending);
                replicas.abandon();
                return "a write that was given up";
            }
            boolean late = random.nextInt(3) == 0;
            replicas.advance(pending, "out" + ++out, known, late ? edited(known) : null);
            return late ? "a write over a save" : "a write";
        }

        private String mark() throws IOException {
            switch (random.nextInt(5)) {
                case 0 -> replicas.detach();
                case 1 -> replicas.attach();
                case 2 -> replicas.markShared();
                case 3 -> replicas.identify(new Entry.Identity("id" + random.nextInt(3), "a"));
                default -> {
                    String live = replicas.liveContent().text();
                    int at = live.isEmpty() ? 0 : random.nextInt(live.length());
                    if (!live.isEmpty() && !Character.isSurrogate(live.charAt(at))) {
                        replicas.dropCopies(List.of(new Hunk(at, at + 1, "")));
                    }
                }
            }
            return "a mark";
        }

        private FileContent edited(FileContent content) {
            String text = content.text();
            int at = random.nextInt(text.length() + 1);
            int end = random.nextInt(3) == 0 ? Math.min(text.length(), at + random.nextInt(6)) : at;
            TextFormat format = random.nextInt(8) == 0
                    ? new TextFormat(random.nextBoolean(), random.nextBoolean())
                    : content.format();
            FileContent edited = new FileContent(text.substring(0, at) + word() + text.substring(end), format);
            return Objects.requireNonNull(FileContent.decode(edited.encode(), content.format()));
        }

        private String word() {
            return "w" + random.nextInt(1_000) + (random.nextInt(3) == 0 ? "\n" : " ");
        }

        private static FileContent content(String text) {
            return FileContent.of(text, TextFormat.PLAIN);
        }

        void assertStartFindsAll(String where) throws IOException {
            try (Replicas found = open()) {
                assertThat(found.fileContent()).as(where).isEqualTo(replicas.fileContent());
                assertThat(found.diskContent()).as(where).isEqualTo(replicas.diskContent());
                assertThat(found.base()).as(where).isEqualTo(replicas.base());
                assertThat(found.isDetached()).as(where).isEqualTo(replicas.isDetached());
                assertThat(found.identity()).as(where).isEqualTo(replicas.identity());
                if (found.hasPending()) {
                    assertThat(replicas.hasPending()).as(where).isTrue();
                } else {
                    // What is pending may have come to pass otherwise meanwhile.
                    assertThat(found.liveContent()).as(where).isEqualTo(found.fileContent());
                }
                if (!typed) {
                    assertThat(found.liveContent()).as(where).isEqualTo(replicas.liveContent());
                }
            }
        }
    }
}
