package dev.markco.agent.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The programs of a machine, which act on files as real ones do. One of them at a time works on a file, so that they run over
 * nothing of each other that they do not know; readers come at any time.
 */
final class SimulatedPrograms implements SimulatedDisk.NameWatcher {
    private final World world;
    private final Machine machine;
    private final SplittableRandom random;
    /** The names that the files which programs are at have, or had. */
    private final List<Set<String>> busy = new ArrayList<>();

    private @Nullable SimulatedGit git;
    private int made;

    SimulatedPrograms(World world, Machine machine, SplittableRandom random) {
        this.world = world;
        this.machine = machine;
        this.random = random;
        machine.disk().watchers.add(this);
    }

    /** From now on the files are in a repository, too. */
    void useGit() throws IOException {
        SimulatedGit repository = new SimulatedGit(world, machine, random.split());
        repository.init();
        git = repository;
    }

    boolean areIdle() {
        return busy.isEmpty();
    }

    @Override
    public void changed(String path, boolean directory, boolean cameOrWent) {}

    @Override
    public void renamed(String from, String to) {
        String root = Machine.path("");
        for (Set<String> names : busy) {
            if (names.stream().anyMatch(name -> from.equals(root + name)) && to.startsWith(root)) {
                names.add(to.substring(root.length()));
            }
        }
    }

    private boolean isFree(String file) {
        return busy.stream().noneMatch(names -> names.contains(file));
    }

    /** Starts one, if there is a file that none is at. */
    void startOne() {
        if (git != null && some(4) == 0) {
            startGit(git);
            return;
        }
        List<String> free = machine.files().stream().filter(this::isFree).toList();
        if (free.isEmpty()) {
            return;
        }
        String file = free.get(random.nextInt(free.size()));
        switch (random.nextInt(10)) {
            case 0 -> sed(file);
            case 1 -> rewriter(file, 1 + random.nextInt(50));
            case 2 -> rewriter(file, 1 + random.nextInt(15_000));
            case 3 -> formatterTwice(file);
            case 4 -> echo(file);
            case 5 -> logger(file);
            case 6 -> generator(file);
            case 7 -> editor(file);
            case 8 -> someName(file);
            default -> copyOver(file);
        }
    }

    /** Git has to do with all files. */
    private void startGit(SimulatedGit repository) {
        Set<String> names = new HashSet<>(repository.files());
        if (names.stream().allMatch(this::isFree)) {
            busy.add(names);
            repository.start(() -> busy.removeIf(others -> others == names));
        }
    }

    private ProgramRun run(String name, String file) {
        Set<String> names = new HashSet<>(Set.of(file));
        busy.add(names);
        return new ProgramRun(world, machine, name, file, () -> busy.removeIf(others -> others == names));
    }

    private int some(int most) {
        return random.nextInt(most);
    }

    /** What a program makes of a text: a word instead of another, or one more. */
    private String changed(ProgramRun run) {
        String text = run.text;
        List<String> words = Words.in(text);
        if (words.isEmpty() || random.nextBoolean()) {
            return text + (text.isEmpty() || text.endsWith("\n") ? "" : "\n") + run.word() + "\n";
        }
        String word = words.get(random.nextInt(words.size()));
        int at = text.indexOf(word);
        return text.substring(0, at)
                + (random.nextBoolean() ? "" : word + " ")
                + run.word()
                + text.substring(at + word.length());
    }

    private void sed(String file) {
        ProgramRun run = run("sed", file);
        String temp = run.beside("sed%s.tmp");
        run.then(some(3), run::read)
                .then(some(3), () -> {
                    run.text = changed(run);
                    run.writeOther(temp);
                })
                .then(some(3), () -> run.moveOver(temp))
                .start();
    }

    private void rewriter(String file, int works) {
        ProgramRun run = run("rewriter", file);
        run.then(0, run::read).then(works, () -> {
            run.text = changed(run);
            run.cut();
        });
        writeInParts(run, some(3) == 0 ? 3 : 1);
        run.start();
    }

    private void writeInParts(ProgramRun run, int parts) {
        for (int part = 0; part < parts; part++) {
            int number = part;
            run.then(parts == 1 ? some(2) : some(150), () -> {
                byte[] all = run.text.getBytes(StandardCharsets.UTF_8);
                run.write(Arrays.copyOfRange(all, all.length * number / parts, all.length * (number + 1) / parts));
            });
        }
        run.then(some(2), run::close);
    }

    private void formatterTwice(String file) {
        ProgramRun run = run("formatter", file);
        for (int time = 0; time < 2; time++) {
            run.then(some(1_000), run::read).then(some(30), () -> {
                run.text = changed(run);
                run.cut();
            });
            writeInParts(run, 1);
        }
        run.start();
    }

    private void echo(String file) {
        ProgramRun run = run("echo", file);
        run.then(0, run::openToAppend)
                .then(some(2), () -> run.writeLine())
                .then(some(2), run::close)
                .start();
    }

    /** Appends a word that is not this machine's alone. */
    void append(String file, String word) {
        ProgramRun run = run("append", file);
        run.then(some(150), run::openToAppend)
                .then(0, () -> run.writeLine(word))
                .start();
    }

    /** Perhaps somebody opens a file just before the agent puts another one in its place, and writes to it later. */
    void atTheLastMoment(String path) {
        String root = Machine.path("");
        if (!world.isActive() || !path.startsWith(root) || !path.endsWith(".md") || some(12) > 0) {
            return;
        }
        String file = path.substring(root.length());
        if (!isFree(file) || file.indexOf('/') >= 0 || machine.isFullOfZeros(file)) {
            return;
        }
        ProgramRun run = run("late", file);
        try {
            run.openToAppend();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run.then(some(800), () -> run.writeLine()).then(some(100), run::close).start();
    }

    private void logger(String file) {
        ProgramRun run = run("logger", file);
        run.then(0, run::openToAppend);
        int lines = 1 + some(4);
        for (int line = 0; line < lines; line++) {
            run.then(some(6_000), () -> run.writeLine());
        }
        run.then(some(5_000), run::close).start();
    }

    private void generator(String file) {
        ProgramRun run = run("generator", file);
        run.then(0, () -> {
            run.text = run.word() + "\n" + run.word() + " " + run.word() + "\n";
            run.cutUnseen();
        });
        run.then(some(6_000), () -> {});
        writeInParts(run, 2);
        run.start();
    }

    /** As vim saves: a mark while the file is open, a backup by rename or by copy, and a new or the old file. */
    private void editor(String file) {
        ProgramRun run = run("editor", file);
        String mark = run.beside(".%s.swp");
        String backup = run.beside("%s~");
        boolean renames = random.nextBoolean();
        SimulatedDisk disk = machine.disk();
        run.then(0, run::read)
                .then(some(3), () -> disk.openCut(mark).close())
                .then(100 + some(10_000), () -> {
                    if (renames) {
                        run.text = changed(run);
                        run.retire(backup);
                    } else {
                        run.text = changed(run);
                        run.copyTo(backup);
                    }
                })
                .then(some(2), run::make);
        writeInParts(run, 1);
        run.then(some(2), () -> disk.delete(backup))
                .then(some(100), () -> disk.delete(mark))
                .start();
    }

    /** Something that was made elsewhere takes the place of the content. */
    private void copyOver(String file) {
        ProgramRun run = run("cp", file);
        run.then(0, () -> {
            run.text = run.word() + " " + run.word() + "\n";
            run.cutUnseen();
        });
        writeInParts(run, 1);
        run.start();
    }

    /** Files come, get other names, and go, where the plan has that. */
    private void someName(String file) {
        if (!world.plan().renames()) {
            echo(file);
        } else if (some(3) > 0) {
            rename(file);
        } else if (some(2) == 0) {
            create();
        } else {
            remove(file);
        }
    }

    private void rename(String file) {
        ProgramRun run = run("mv", file);
        String to = "moved" + made++ + machine.name() + ".md";
        run.then(0, () -> {
            world.say(machine.name() + ": to " + to);
            machine.disk().rename(run.path(), Machine.path(to), false);
            machine.renames().renamed(file, to);
        });
        run.start();
    }

    private void remove(String file) {
        ProgramRun run = run("rm", file);
        run.then(0, run::remove);
        run.start();
    }

    /** A file is made that was not there. */
    private void create() {
        String file = "new" + made++ + machine.name() + ".md";
        ProgramRun run = run("create", file);
        run.then(0, () -> {
            run.text = run.word() + " " + run.word() + "\n";
            run.make();
        });
        writeInParts(run, 1 + some(2));
        run.start();
    }
}
