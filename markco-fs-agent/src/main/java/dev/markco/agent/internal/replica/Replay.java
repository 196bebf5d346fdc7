package dev.markco.agent.internal.replica;

import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.state.Entry;
import dev.markco.yjs.YDoc;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a log's entries amount to: the disk replica, what the live one has beyond it, and what was under way when the log
 * ended. Pure.
 */
public final class Replay {
    private final YDoc disk = new YDoc();
    private final List<byte[]> live = new ArrayList<>();
    private final Map<Path, Entry.Retired> retired = new LinkedHashMap<>();
    private final List<Entry.Former> former = new ArrayList<>();
    private @Nullable FileContent base;
    private @Nullable FileContent held;
    private boolean detached;
    private Entry.@Nullable Identity identity;
    private Entry.@Nullable Intent intent;
    private Entry.@Nullable Adopting adopting;

    private Replay() {}

    static Replay of(List<Entry> entries) {
        Replay replay = new Replay();
        entries.forEach(replay::take);
        return replay;
    }

    /** The disk replica, with a client id of its own (R2). */
    YDoc disk() {
        return disk;
    }

    /** Updates that the live replica has beyond the disk replica, in order. */
    List<byte[]> live() {
        return live;
    }

    /** Files that were swapped out and not yet looked at for the last time (R8). */
    public Map<Path, Entry.Retired> retired() {
        return retired;
    }

    @Nullable
    FileContent base() {
        return base;
    }

    /** What the file holds if that is not what the disk replica does (R9). */
    @Nullable
    FileContent held() {
        return held;
    }

    /** What the file held before each of the writes that the log knows the end of, and before those that it remembers (R9). */
    public List<Entry.Former> former() {
        return former;
    }

    /** Both, as a log that begins anew says them. */
    Entry.Past past() {
        return new Entry.Past(List.copyOf(former), List.copyOf(retired.values()));
    }

    boolean detached() {
        return detached;
    }

    /** Who the document is on the relay, null when it was never there. */
    Entry.@Nullable Identity identity() {
        return identity;
    }

    /** The write of which the log does not know how it ended (R7). */
    public Entry.@Nullable Intent intent() {
        return intent;
    }

    /** The adoption of which the log does not know how it ended (R4). */
    public Entry.@Nullable Adopting adopting() {
        return adopting;
    }

    private void take(Entry entry) {
        if (entry instanceof Entry.Snapshot snapshot) {
            apply(snapshot.disk());
            addLive(snapshot.live());
            base = snapshot.base();
            fileHolds(snapshot.held());
            detached = snapshot.detached();
            identity = snapshot.identity();
            former.addAll(snapshot.past().former());
            snapshot.past().retired().forEach(out -> retired.put(out.file(), out));
        } else if (entry instanceof Entry.Edited edited) {
            apply(edited.disk());
            addLive(edited.live());
        } else if (entry instanceof Entry.Stale stale) {
            apply(stale.disk());
            addLive(stale.live());
            fileHolds(stale.held());
        } else if (entry instanceof Entry.Merged merged) {
            apply(merged.update());
            held = null;
        } else if (entry instanceof Entry.Intent begun) {
            intent = begun;
        } else if (entry instanceof Entry.Advanced advanced) {
            advance(advanced);
        } else if (entry instanceof Entry.Abandoned) {
            keepAbandoned();
        } else if (entry instanceof Entry.Late late) {
            addToDisk(late.edit());
            retired.replaceAll((file, out) ->
                    isNamed(file, late.retired()) ? new Entry.Retired(file, late.held(), out.time()) : out);
        } else if (entry instanceof Entry.Released released) {
            retired.keySet().removeIf(file -> isNamed(file, released.retired()));
        } else {
            takeMark(entry);
        }
    }

    private void takeMark(Entry entry) {
        if (entry instanceof Entry.Shared) {
            base = DocumentText.content(disk);
        } else if (entry instanceof Entry.Identified identified) {
            identity = identified.identity();
        } else if (entry instanceof Entry.Adopting begun) {
            adopting = begun;
        } else if (entry instanceof Entry.Adopted) {
            Entry.Adopting done = adopting;
            if (done != null) {
                live.add(done.relay());
                live.add(done.update());
            }
            adopting = null;
        } else if (entry instanceof Entry.AdoptionVoid) {
            adopting = null;
        } else if (!(entry instanceof Entry.Leaving)) {
            detached = entry instanceof Entry.Detached;
            held = detached ? null : held;
        }
    }

    private void advance(Entry.Advanced advanced) {
        Entry.Intent done = intent;
        intent = null;
        if (done == null) {
            return;
        }
        FileContent before = held != null ? held : DocumentText.content(disk);
        if (!done.creates()) {
            former.add(new Entry.Former(before, done.time()));
        }
        if (!advanced.retired().isEmpty()) {
            FileContent out = advanced.held() != null ? advanced.held() : before;
            Path file = done.plan().temp().resolveSibling(advanced.retired());
            retired.put(file, new Entry.Retired(file, out, done.time()));
        }
        held = null;
        apply(done.update());
        addToDisk(advanced.edit());
        detached = false;
    }

    /** The disk replica has an edit that the file does not hold. */
    private void addToDisk(byte[] edit) {
        if (edit.length > 0) {
            FileContent file = held != null ? held : DocumentText.content(disk);
            apply(edit);
            fileHolds(file);
        }
    }

    private void fileHolds(@Nullable FileContent content) {
        held = DocumentText.content(disk).equals(content) ? null : content;
    }

    /** The update of an abandoned write came from the live replica, where it still belongs. */
    private void keepAbandoned() {
        Entry.Intent begun = intent;
        if (begun != null) {
            addLive(begun.update());
        }
        intent = null;
    }

    private void apply(byte[] update) {
        if (update.length > 0) {
            disk.applyUpdate(update);
        }
    }

    private void addLive(byte[] update) {
        if (update.length > 0) {
            live.add(update);
        }
    }

    private static boolean isNamed(Path file, String name) {
        Path last = file.getFileName();
        return last != null && last.toString().equals(name);
    }
}
