package dev.markco.agent.simulation;

import dev.markco.agent.internal.replica.Resemblance;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Files of a machine that got another name which its agent may not have seen yet. If such a file is edited so much that nobody can
 * tell that it is the same, it is a new one, and the words of the other may be there twice.
 */
final class UnseenRenames {
    private final Machine machine;
    /** What the agent knows each file to hold, by the name that the file has now. */
    private final Map<String, String> known = new HashMap<>();

    private final Set<String> renamed = new HashSet<>();

    UnseenRenames(Machine machine) {
        this.machine = machine;
    }

    private boolean isUsed() {
        return machine.world().plan().renames();
    }

    private String look(String file) {
        String text = machine.disk().look(Machine.path(file));
        return text == null ? "" : text;
    }

    /** A program is about to do something with a file. */
    void before(String file) {
        SimulatedAgent agent = machine.agent();
        if (isUsed()
                && machine.world().isKnown()
                && agent != null
                && !agent.isSuspended()
                && agent.unsynced() == null) {
            known.put(file, look(file));
            renamed.remove(file);
        }
    }

    void renamed(String from, String to) {
        String text = known.remove(from);
        if (text != null) {
            known.put(to, text);
        }
        renamed.remove(from);
        renamed.add(to);
        after(to);
    }

    /** A program did something with it. */
    void after(String file) {
        if (!renamed.contains(file)) {
            return;
        }
        String before = known.getOrDefault(file, "");
        String now = look(file);
        if (!Resemblance.isBetween(before, now)) {
            Words.of(before).forEach(machine.world().words()::doubted);
            Words.of(now).forEach(machine.world().words()::doubted);
        }
    }
}
