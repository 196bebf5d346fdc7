package dev.markco.agent.simulation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The git of a machine: it commits all files to one of two branches, checks out the other one where nothing is uncommitted, several
 * times in a row as a rebase does, and stashes what is uncommitted, to bring it back later. It writes files as git does: away with
 * the old one, and a new one; the index last, under its lock.
 */
final class SimulatedGit {
    private static final String DIRECTORY = Machine.path(".git");
    private static final String INDEX = DIRECTORY + "/index";
    private static final String OBJECTS = DIRECTORY + "/objects";
    private static final String LOCK = INDEX + ".lock";
    private static final int STAT_BYTES = 40;
    private static final int HASH_BYTES = 20;
    /** In milliseconds. */
    private static final int LONGEST_STASH = 4_000;

    private final World world;
    private final Machine machine;
    private final SplittableRandom random;
    private final SimulatedObjects objects;
    /** What is committed on each branch: texts by file. */
    private final List<Map<String, String>> branches = new ArrayList<>();

    /** What git put where, or found equal to that: a file's number and time. */
    private final Map<String, String> stats = new TreeMap<>();

    private int branch;

    SimulatedGit(World world, Machine machine, SplittableRandom random) {
        this.world = world;
        this.machine = machine;
        this.random = random;
        this.objects = new SimulatedObjects(machine.disk(), OBJECTS);
    }

    /** Makes the repository, with all that there is on both branches but some files of one of them. */
    void init() throws IOException {
        machine.disk().makeDirectory(DIRECTORY);
        machine.disk().makeDirectory(OBJECTS);
        machine.disk().openCut(DIRECTORY + "/HEAD").close();
        Map<String, String> all = texts();
        Map<String, String> some = new TreeMap<>(all);
        all.keySet().stream().filter(file -> random.nextBoolean()).forEach(some::remove);
        objects.store(all.values());
        branches.add(all);
        branches.add(some);
        writeIndex(all.keySet());
    }

    /** The files that git has to do with: those of the branch, those of the other one, and those that are there. */
    Set<String> files() {
        Set<String> files = new TreeSet<>(machine.files());
        branches.forEach(texts -> files.addAll(texts.keySet()));
        return files;
    }

    /** Runs one command; {@code onEnd} is run behind it. */
    void start(Runnable onEnd) {
        switch (random.nextInt(6)) {
            case 0, 1 -> commit(onEnd);
            case 2 -> stash(onEnd);
            case 3 -> checkOut(() -> later(random.nextInt(30), onEnd, () -> checkOut(onEnd)));
            default -> checkOut(onEnd);
        }
    }

    private Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        for (String file : machine.files()) {
            texts.put(file, String.valueOf(machine.disk().look(Machine.path(file))));
        }
        return texts;
    }

    private void commit(Runnable onEnd) {
        later(0, onEnd, () -> {
            lock();
            later(random.nextInt(20), onEnd, () -> {
                refresh();
                Map<String, String> all = texts();
                world.say(machine.name() + ": git commits " + all.keySet() + " on " + branch);
                objects.store(all.values());
                branches.set(branch, all);
                writeIndex(all.keySet());
                onEnd.run();
            });
        });
    }

    private void checkOut(Runnable onEnd) {
        later(0, onEnd, () -> {
            lock();
            Map<String, String> from = branches.get(branch);
            Map<String, String> to = branches.get(1 - branch);
            refresh();
            String why = unclean(from, to);
            if (why != null) {
                giveUp("does not check out, since " + why, onEnd);
                return;
            }
            world.say(machine.name() + ": git checks out " + (1 - branch));
            Set<String> different = new TreeSet<>(from.keySet());
            different.addAll(to.keySet());
            different.removeIf(file -> String.valueOf(from.get(file)).equals(to.get(file)));
            update(new ArrayList<>(different), from, to, onEnd, () -> {
                branch = 1 - branch;
                writeIndex(to.keySet());
                onEnd.run();
            });
        });
    }

    /** Puts what was committed in the place of what was not, and that back after a while. */
    private void stash(Runnable onEnd) {
        later(0, onEnd, () -> {
            lock();
            refresh();
            Map<String, String> committed = branches.get(branch);
            Map<String, String> changed = texts();
            changed.entrySet().removeIf(file -> file.getValue().equals(committed.get(file.getKey())));
            changed.keySet().retainAll(committed.keySet());
            if (changed.keySet().stream().anyMatch(this::isTorn)) {
                changed.clear();
            }
            world.say(machine.name() + ": git stashes " + changed.keySet());
            objects.store(changed.values());
            update(new ArrayList<>(changed.keySet()), changed, committed, onEnd, () -> {
                writeIndex(committed.keySet());
                later(random.nextInt(LONGEST_STASH), onEnd, () -> pop(changed, onEnd));
            });
        });
    }

    private void pop(Map<String, String> stashed, Runnable onEnd) throws IOException {
        lock();
        refresh();
        Map<String, String> committed = new TreeMap<>(branches.get(branch));
        committed.keySet().retainAll(stashed.keySet());
        String why = unclean(committed, stashed);
        if (why != null) {
            giveUp("does not bring back what is stashed, since " + why, onEnd);
            return;
        }
        world.say(machine.name() + ": git brings back " + stashed.keySet());
        update(new ArrayList<>(stashed.keySet()), committed, stashed, onEnd, () -> {
            writeIndex(branches.get(branch).keySet());
            onEnd.run();
        });
    }

    private void giveUp(String what, Runnable onEnd) throws IOException {
        world.say(machine.name() + ": git " + what);
        machine.disk().delete(LOCK);
        onEnd.run();
    }

    /** Whether a file is gone, or not whole. */
    private boolean isTorn(String file) {
        DiskNode there = machine.disk().find(Machine.path(file));
        return there == null || there.isTorn();
    }

    /** Brings one file after the other from what git knows that it is to something else; {@code last} is done behind that. */
    private void update(
            List<String> left, Map<String, String> from, Map<String, String> to, Runnable onEnd, ProgramRun.Step last) {
        if (left.isEmpty()) {
            later(random.nextInt(20), onEnd, last);
            return;
        }
        String file = left.remove(0);
        later(random.nextInt(10), onEnd, () -> {
            machine.renames().before(file);
            put(file, String.valueOf(from.get(file)), to.get(file));
            machine.renames().after(file);
            update(left, from, to, onEnd, last);
        });
    }

    private void put(String file, String committed, @Nullable String text) throws IOException {
        String path = Machine.path(file);
        SimulatedDisk disk = machine.disk();
        DiskNode there = disk.find(path);
        String meant = text == null ? "" : text;
        if (there != null) {
            Set<String> known = Words.of(committed);
            Set<String> ranOver = world.words().checkedOut(there.whole(), meant, known);
            machine.hidesSaves();
            machine.saves(ranOver, Words.of(meant));
            disk.delete(path);
        } else {
            world.words().checkedOut("", meant, Set.of());
            world.bringsBeside(file, Words.of(meant));
        }
        if (text != null) {
            DiskHandle made = disk.openCut(path);
            made.write(text);
            made.close();
            note(file);
        }
        world.say(
                machine.name() + ": git " + (text == null ? "takes away " + file : "puts " + file + " '" + text + "'"));
    }

    /** What keeps a checkout from being made; null for nothing. */
    private @Nullable String unclean(Map<String, String> from, Map<String, String> to) {
        for (Map.Entry<String, String> one : from.entrySet()) {
            if (isTorn(one.getKey()) || !one.getValue().equals(machine.disk().look(Machine.path(one.getKey())))) {
                return one.getKey() + " is not as it was committed";
            }
        }
        for (String file : to.keySet()) {
            if (!from.containsKey(file) && machine.disk().find(Machine.path(file)) != null) {
                return file + " is in the way";
            }
        }
        return null;
    }

    /** Reads what is not as git left it. */
    private void refresh() throws IOException {
        for (String file : machine.files()) {
            if (!stat(file).equals(stats.get(file))) {
                DiskHandle opened = machine.disk().open(Machine.path(file));
                byte[] unused = opened.readAll();
                opened.close();
                note(file);
            }
        }
    }

    private void note(String file) throws IOException {
        stats.put(file, stat(file));
    }

    private String stat(String file) throws IOException {
        DiskNode node = machine.disk().get(Machine.path(file));
        return node.number + " " + node.modified;
    }

    private void lock() throws IOException {
        machine.disk().openCut(LOCK).close();
    }

    private void later(int millis, Runnable onEnd, ProgramRun.Step step) {
        world.later(millis, () -> {
            try {
                world.acted();
                step.run();
            } catch (IOException e) {
                world.say(machine.name() + ": git fails: " + e);
                onEnd.run();
            }
        });
    }

    /** Version 2, of names alone. */
    private void writeIndex(Set<String> names) throws IOException {
        ByteBuffer index = ByteBuffer.allocate(12 + names.size() * 512 + HASH_BYTES);
        index.put("DIRC".getBytes(StandardCharsets.US_ASCII)).putInt(2).putInt(names.size());
        for (String file : new TreeSet<>(names)) {
            byte[] name = file.getBytes(StandardCharsets.UTF_8);
            int start = index.position();
            index.position(start + STAT_BYTES + HASH_BYTES);
            index.putShort((short) name.length).put(name);
            index.position(start + ((index.position() - start) / 8 + 1) * 8);
        }
        index.position(index.position() + HASH_BYTES);
        DiskHandle made = machine.disk().openCut(LOCK);
        made.write(index.array(), 0, index.position(), 0);
        made.close();
        machine.disk().rename(LOCK, INDEX, true);
        Set<String> gone = new HashSet<>(stats.keySet());
        gone.removeAll(names);
        gone.forEach(stats::remove);
    }
}
