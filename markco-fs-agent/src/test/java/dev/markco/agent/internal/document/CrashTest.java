package dev.markco.agent.internal.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.agent.MemoryRelay;
import dev.markco.agent.internal.disk.FaultPoints;
import dev.markco.agent.internal.disk.Renames;
import dev.markco.agent.internal.disk.SystemRenames;
import dev.markco.sync.room.Room;
import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lets the agent die at every single step, starts it again, and counts the words. */
@Execution(ExecutionMode.CONCURRENT)
final class CrashTest {
    @TempDir
    Path directory;

    private int rounds;

    /** What happens in one round, between a start and a death. */
    private interface Scenario {
        /** The project before. */
        void prepare(Path root) throws IOException;

        /** What others do while the agent lives; must not depend on the agent being alive. */
        void act(Path root, OneDocument one) throws IOException;

        /** Whether death may come from the very start. */
        default boolean isAboutTheStart() {
            return false;
        }

        /** What clients send again when the agent is back. */
        default void actAgain(OneDocument one) {}

        /** What another program does to the file at the moment of death. */
        default void interfere(Path root) {}

        /** What another program does when the agent gets to a step, just before it may die there. */
        default void reached(String point, Path root, OneDocument one) {}

        /** What another program does when the agent is gone. */
        default void actAlone(Path root) {}

        /** Whether nobody interferes in a round without a death: the steps that follow from it cannot be died at. */
        default boolean interferesAtDeathOnly() {
            return false;
        }

        /** Every one of these words is there once in the end. */
        List<String> words();

        /** What else is to be said of the file in the end. */
        default void check(String file) {}
    }

    @ParameterizedTest
    @ValueSource(strings = {"exchange", "portable", "hard link", "new file"})
    @DisplayName("R7 killed at any step of a write, nothing is lost or doubled")
    void writesSurvive(String kind) throws Exception {
        dieEverywhere(kind.equals("portable"), null, new Typing(kind, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"exchange", "portable", "hard link", "new file"})
    @DisplayName("R7 the same while another program appends to the file")
    void writesSurviveAppenders(String kind) throws Exception {
        dieEverywhere(kind.equals("portable"), null, new Typing(kind, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CRLF", "CRLF typed"})
    @DisplayName("R11 the same with files that do not spell their text as the document does")
    void writesOfOtherLineEndsSurvive(String kind) throws Exception {
        dieEverywhere(false, null, new Typing(kind, false));
        dieEverywhere(false, null, new Typing(kind, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"exchange", "portable", "hard link", "rename"})
    @DisplayName("R9 killed at any step of taking a save that was made on an older text, nothing is lost or doubled")
    void staleSavesSurvive(String kind) throws Exception {
        dieEverywhere(kind.equals("portable"), null, new StaleSave(kind));
    }

    @Test
    @DisplayName("R6 killed at any step of reading an edit, nothing is lost or doubled")
    void readsSurvive() throws Exception {
        dieEverywhere(false, null, new Scenario() {
            @Override
            public void prepare(Path root) throws IOException {
                Files.writeString(root.resolve("a.md"), "first\n");
            }

            @Override
            public void act(Path root, OneDocument one) throws IOException {
                Files.writeString(root.resolve("a.md"), "edited\n", StandardOpenOption.APPEND);
                one.document().markDirty();
            }

            @Override
            public List<String> words() {
                return List.of("first", "edited");
            }
        });
    }

    @Test
    @DisplayName("R4 killed at any step of an adoption, nothing is lost or doubled")
    void adoptionsSurvive() throws Exception {
        try (MemoryRelay relay = new MemoryRelay()) {
            dieEverywhere(false, relay, new Scenario() {
                @Override
                public void prepare(Path root) throws IOException {
                    Files.writeString(root.resolve("a.md"), "first\nsecond\n");
                    relay.forget(OneDocument.KEY);
                    relay.put(OneDocument.KEY, "first\nsecond\n");
                }

                @Override
                public boolean isAboutTheStart() {
                    return true;
                }

                @Override
                public void act(Path root, OneDocument one) {
                    one.document().markDirty();
                }

                @Override
                public List<String> words() {
                    return List.of("first", "second");
                }
            });
        }
    }

    /** Someone types in an editor, and again after the agent came back, as yjs clients do. */
    private static final class Typing implements Scenario {
        private final String kind;
        private final boolean interferes;
        private byte[] typed = {};
        private boolean appended;

        Typing(String kind, boolean interferes) {
            this.kind = kind;
            this.interferes = interferes;
        }

        @Override
        public void prepare(Path root) throws IOException {
            appended = false;
            if (!kind.equals("new file")) {
                Files.writeString(root.resolve("a.md"), kind.startsWith("CRLF") ? "\uFEFFfirst\r\n" : "first\n");
            }
            if (kind.equals("hard link")) {
                Files.createLink(root.resolve("b.txt"), root.resolve("a.md"));
            }
        }

        @Override
        public void act(Path root, OneDocument one) {
            typed = one.type(
                    switch (kind) {
                        case "new file" -> "first\ntyped\n";
                        case "CRLF typed" -> "typed\r\n";
                        default -> "typed\n";
                    });
        }

        @Override
        public void actAgain(OneDocument one) {
            if (typed.length > 0) {
                one.room().apply(typed, "client");
            }
        }

        @Override
        public void interfere(Path root) {
            Path file = root.resolve("a.md");
            if (interferes && Files.exists(file)) {
                try {
                    Files.writeString(
                            file, kind.startsWith("CRLF") ? "appended\r\n" : "appended\n", StandardOpenOption.APPEND);
                    appended = true;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        @Override
        public boolean interferesAtDeathOnly() {
            return kind.equals("new file");
        }

        @Override
        public void check(String file) {
            if (kind.startsWith("CRLF")) {
                assertThat(file).startsWith("\uFEFF").doesNotContainPattern("\r\r|(?<!\r)\n");
            }
        }

        @Override
        public List<String> words() {
            return appended ? List.of("first", "typed", "appended") : List.of("first", "typed");
        }
    }

    /** A program that read the file before someone typed saves it right after that was written, or when we are dead. */
    private static final class StaleSave implements Scenario {
        private final String kind;
        private byte[] typed = {};
        private boolean saved;

        StaleSave(String kind) {
            this.kind = kind;
        }

        @Override
        public void prepare(Path root) throws IOException {
            saved = false;
            Files.writeString(root.resolve("a.md"), "first\n");
            if (kind.equals("hard link")) {
                Files.createLink(root.resolve("b.txt"), root.resolve("a.md"));
            }
        }

        @Override
        public void act(Path root, OneDocument one) {
            typed = one.type("typed\n");
        }

        @Override
        public void reached(String point, Path root, OneDocument one) {
            if (point.equals("exchanged") || point.equals("in place synced")) {
                save(root);
                one.document().markDirty();
            }
        }

        @Override
        public void actAlone(Path root) {
            save(root);
        }

        private void save(Path root) {
            if (saved) {
                return;
            }
            saved = true;
            Path file = root.resolve("a.md");
            try {
                Path written = Files.writeString(kind.equals("rename") ? root.resolve("a.tmp") : file, "first\nuser\n");
                if (!written.equals(file)) {
                    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void actAgain(OneDocument one) {
            one.room().apply(typed, "client");
        }

        @Override
        public List<String> words() {
            return List.of("first", "typed", "user");
        }
    }

    /**
     * A client that follows the document. It has what it was shown, whatever became of the agent, and brings that when the agent
     * is back: what the agent showed and did not log, and so makes anew of the file, is there twice then (R6).
     */
    private static final class Onlooker {
        private final List<byte[]> shown = Collections.synchronizedList(new ArrayList<>());

        void join(Room room) {
            room.observe((update, origin) -> shown.add(update));
            shown.add(room.read(YDoc::encodeStateAsUpdate));
        }

        void comeBack(Room room) {
            room.apply(Updates.merge(shown), "onlooker");
        }
    }

    private void dieEverywhere(boolean portable, @Nullable MemoryRelay relay, Scenario scenario) throws Exception {
        AtomicInteger steps = new AtomicInteger();
        round(portable, relay, scenario, point -> steps.incrementAndGet(), -1);
        assertThat(steps).hasValueGreaterThan(0);
        for (int deadly = 1; deadly <= steps.get(); deadly++) {
            round(portable, relay, scenario, FaultPoints.NONE, deadly);
        }
    }

    /** Dies at the given step, counted from when the document is in sync; at none if that is negative. */
    private void round(
            boolean portable, @Nullable MemoryRelay relay, Scenario scenario, FaultPoints counter, int deadly)
            throws Exception {
        Path root = Files.createDirectory(directory.resolve("round" + rounds++));
        scenario.prepare(root);
        Renames renames = portable ? SystemRenames.withoutCall() : SystemRenames.ofSystem();
        List<String> passed = new ArrayList<>();
        Death death = new Death(deadly, point -> {
            counter.pass(point);
            passed.add(point);
        });
        if (scenario.isAboutTheStart()) {
            death.arm(() -> {}, FaultPoints.NONE);
        }
        Onlooker onlooker = new Onlooker();
        try (OneDocument one = OneDocument.open(root, death, renames, relay)) {
            onlooker.join(one.room());
            if (!scenario.isAboutTheStart()) {
                one.awaitSettled();
                death.arm(() -> scenario.interfere(root), point -> scenario.reached(point, root, one));
            }
            scenario.act(root, one);
            if (deadly < 0) {
                one.awaitSettled();
                if (!scenario.interferesAtDeathOnly()) {
                    scenario.interfere(root);
                    one.document().markDirty();
                    one.awaitSettled();
                }
            } else {
                one.awaitEndOf(death::isDead);
            }
            one.kill();
        }
        scenario.actAlone(root);
        // Every other time somebody moves the project before the agent is back.
        Path here = deadly % 2 == 0 ? Files.move(root, root.resolveSibling(root.getFileName() + "-moved")) : root;
        try (OneDocument again = OneDocument.open(here, FaultPoints.NONE, renames, relay)) {
            again.awaitSettled();
            scenario.actAgain(again);
            onlooker.comeBack(again.room());
            again.awaitSettled();
            String where = "died at step " + deadly + " of " + passed;
            String text = Files.readString(here.resolve("a.md"));
            assertThat(text).as(where).isEqualTo(again.liveFile());
            for (String word : scenario.words()) {
                assertThat(text).as(where).containsOnlyOnce(word);
            }
            scenario.check(text);
            if (relay != null) {
                assertThat(relay.text(OneDocument.KEY)).as(where).isEqualTo(text);
            }
            again.document().end();
        }
        try (Stream<Path> files = Files.walk(here)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith(".markco-") || name.contains(".conflict-")))
                    .as("died at step %d of %s", deadly, passed)
                    .isEmpty();
        }
    }

    /** Throws at the n-th step after it was armed, and at each one from then on. */
    private static final class Death implements FaultPoints {
        private final int deadly;
        private final FaultPoints counter;
        private Runnable last = () -> {};
        private FaultPoints reached = FaultPoints.NONE;
        private boolean armed;
        private boolean dead;
        private int step;

        Death(int deadly, FaultPoints counter) {
            this.deadly = deadly;
            this.counter = counter;
        }

        synchronized void arm(Runnable lastAct, FaultPoints others) {
            last = lastAct;
            reached = others;
            armed = true;
        }

        synchronized boolean isDead() {
            return dead;
        }

        @Override
        public synchronized void pass(String point) {
            if (dead) {
                throw new OneDocument.Killed();
            }
            if (!armed) {
                return;
            }
            counter.pass(point);
            reached.pass(point);
            if (++step == deadly) {
                last.run();
                dead = true;
                throw new OneDocument.Killed();
            }
        }
    }
}
