package dev.markco.agent.simulation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One run of a program on one file: its steps, each some time after the one before, and what it knows meanwhile. */
final class ProgramRun {
    /** What is done at once. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    private record Timed(int delay, Step step) {}

    private final World world;
    private final Machine machine;
    private final String name;
    private final String file;
    private final Runnable onEnd;
    private final ArrayDeque<Timed> steps = new ArrayDeque<>();
    private final Set<String> seen = new HashSet<>();
    private final Set<String> writing = new HashSet<>();
    private @Nullable DiskHandle handle;
    private long readAt;
    String text = "";

    ProgramRun(World world, Machine machine, String name, String file, Runnable onEnd) {
        this.world = world;
        this.machine = machine;
        this.name = name;
        this.file = file;
        this.onEnd = onEnd;
    }

    String path() {
        return Machine.path(file);
    }

    String beside(String pattern) {
        return Machine.path(pattern.formatted(file));
    }

    private SimulatedDisk disk() {
        return machine.disk();
    }

    /** Adds a step, so many milliseconds after the last one. */
    ProgramRun then(int delay, Step step) {
        steps.add(new Timed(delay, step));
        return this;
    }

    void start() {
        world.say(machine.name() + ": " + name + " " + file);
        next();
    }

    private void next() {
        Timed next = steps.poll();
        if (next == null) {
            end();
            return;
        }
        world.later(next.delay(), () -> {
            try {
                machine.renames().before(file);
                world.acted();
                next.step().run();
                machine.renames().after(file);
                next();
            } catch (IOException e) {
                world.say(machine.name() + ": " + name + " " + file + " fails: " + e);
                end();
            }
        });
    }

    private void end() {
        close();
        onEnd.run();
    }

    private void say(String what) {
        world.say(machine.name() + ": " + name + " " + file + " " + what);
    }

    /** Reads the file whole. */
    void read() throws IOException {
        if (disk().get(path()).isTorn()) {
            // What a dead agent left of a write is ended by the next one; who reads it meanwhile has nonsense in hand.
            throw new IOException("it is half written");
        }
        DiskHandle opened = disk().open(path());
        text = new String(opened.readAll(), StandardCharsets.UTF_8);
        opened.close();
        seen.addAll(Words.of(text));
        readAt = world.millis();
        machine.hidesSaves();
        say("read '" + text + "'");
    }

    /** A word of its own, which is written with what is written next. */
    String word() {
        String word = world.words().next(machine.name());
        writing.add(word);
        return word;
    }

    private void wrote() {
        writing.forEach(this::wrote);
        writing.clear();
    }

    /** What goes into a file that was deleted elsewhere meanwhile stays with that, in the trash. */
    private void wrote(String word) {
        String path = handle == null ? null : handle.node.path();
        if (path != null && path.startsWith(Machine.TRASH + "/")) {
            world.words().trashed(word);
        } else {
            world.words().written(word);
        }
    }

    /** Puts the text into another file. */
    void writeOther(String other) throws IOException {
        DiskHandle made = disk().openCut(other);
        made.write(text);
        made.close();
    }

    /** Gives the file beside the name of this one. */
    void moveOver(String other) throws IOException {
        noteReplaced();
        if (disk().find(path()) == null) {
            // It has another name by now, and what it held is there twice.
            Words.of(text).forEach(world.words()::doubted);
        }
        disk().rename(other, path(), true);
        wrote();
        say("is replaced by '" + text + "'");
    }

    /** Deletes the file, and all words that are in it. */
    void remove() throws IOException {
        seeAll();
        noteReplaced();
        disk().delete(path());
    }

    /** Keeps the file as a backup, and makes a new one. */
    void retire(String backup) throws IOException {
        noteReplaced();
        disk().rename(path(), backup, true);
        say("is kept as a backup");
    }

    /**
     * Keeps a copy, for which it reads the file, though that is not what it works on: nothing tells that from a program that
     * has read what came meanwhile.
     */
    void copyTo(String backup) throws IOException {
        DiskHandle opened = disk().open(path());
        byte[] content = opened.readAll();
        opened.close();
        seen.addAll(Words.of(new String(content, StandardCharsets.UTF_8)));
        DiskHandle made = disk().openCut(backup);
        made.write(content, 0, content.length, 0);
        made.close();
        say("is copied as a backup");
    }

    /** Opens the file to write it anew: it is empty from then on. */
    void cut() throws IOException {
        var unused = disk().get(path());
        make();
    }

    /** As {@link #cut}, and a file is made if there is none. */
    void make() throws IOException {
        noteReplaced();
        handle = disk().openCut(path());
        say("is cut off, to hold '" + text + "'");
    }

    /** As {@link #cut}, whatever it holds: all that is on the disk is meant to go. */
    void cutUnseen() throws IOException {
        seeAll();
        cut();
    }

    /** All that is on the disk is meant to go. */
    private void seeAll() throws IOException {
        seen.addAll(Words.of(disk().get(path()).whole()));
    }

    private void noteReplaced() {
        DiskNode node = disk().find(path());
        if (node != null) {
            machine.hidesSaves();
            String there = node.whole();
            Set<String> ranOver = world.words().replaced(there, text, seen, machine.name());
            if (machine.doubtedAt() >= readAt) {
                ranOver.forEach(world.words()::mayBeKept);
                Words.of(text).forEach(world.words()::doubted);
            }
            machine.saves(ranOver, Words.of(text));
        }
    }

    void openToAppend() throws IOException {
        machine.hidesSaves();
        var unused = disk().get(path());
        handle = disk().openToAppend(path());
    }

    /** Writes some more through what it has open. */
    void write(byte[] part) {
        if (handle != null) {
            handle.write(part, 0, part.length, handle.position);
            say("wrote " + part.length + " bytes");
        }
    }

    /** Writes a line with a word of its own. */
    void writeLine() {
        writeLine(word());
    }

    void writeLine(String word) {
        say("wrote " + word);
        write((word + "\n").getBytes(StandardCharsets.UTF_8));
        wrote(word);
    }

    /** Ends writing: all words that it wrote have to be there now. */
    void close() {
        if (handle != null && handle.isOpen()) {
            handle.close();
            wrote();
        }
    }
}
