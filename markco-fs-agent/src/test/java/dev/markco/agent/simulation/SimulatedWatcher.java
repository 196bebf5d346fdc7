package dev.markco.agent.simulation;

import dev.markco.agent.internal.watch.ChangeListener;
import dev.markco.agent.internal.watch.DocumentNames;
import dev.markco.agent.internal.watch.IgnoreRules;
import dev.markco.sync.time.Time;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * The eye on a project of a {@link SimulatedDisk}: what it tells comes late, more than once, and now and then not at all but for
 * word that something was lost.
 */
final class SimulatedWatcher implements SimulatedDisk.NameWatcher {
    private static final int LATEST_MILLIS = 60;

    private final DiskView view;
    private final String root;
    private final IgnoreRules rules;
    private final ChangeListener listener;
    private final Time time;
    private final SplittableRandom random;
    private final double faults;
    private long lastAt;

    /** {@code faults} is how often something is wrong with an event. */
    SimulatedWatcher(
            DiskView view,
            String root,
            IgnoreRules rules,
            ChangeListener listener,
            Time time,
            SplittableRandom random,
            double faults) {
        this.view = view;
        this.root = root;
        this.rules = rules;
        this.listener = listener;
        this.time = time;
        this.random = random;
        this.faults = faults;
        view.disk().watchers.add(this);
    }

    void close() {
        view.disk().watchers.remove(this);
    }

    @Override
    public void changed(String path, boolean directory, boolean cameOrWent) {
        if (!path.startsWith(root + "/")) {
            return;
        }
        String name = path.substring(root.length() + 1);
        if (random.nextDouble() < faults / 4) {
            tellLater(() -> listener.rescan("too much changed at once"));
            return;
        }
        tellLater(() -> tell(name, directory, cameOrWent));
        if (random.nextDouble() < faults) {
            tellLater(() -> tell(name, directory, cameOrWent));
        }
    }

    /** In their order, as one queue gives them out. */
    private void tellLater(Runnable telling) {
        int most = random.nextDouble() < 0.8 ? 3 : LATEST_MILLIS;
        lastAt = Math.max(
                lastAt + 1,
                time.nanos() + Duration.ofMillis(random.nextInt(most)).toNanos());
        time.after(Duration.ofNanos(lastAt - time.nanos()), () -> {
            if (!view.isDead()) {
                telling.run();
            }
        });
    }

    private void tell(String name, boolean directory, boolean cameOrWent) {
        if (rules.isIgnored(name, directory)) {
            return;
        }
        if (directory) {
            if (cameOrWent) {
                listener.rescan("the directory '" + name + "' came or went");
            }
        } else if (DocumentNames.isDocumentFile(name)) {
            listener.dirty(name);
        }
    }
}
