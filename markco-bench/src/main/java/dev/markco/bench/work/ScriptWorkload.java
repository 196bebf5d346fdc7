package dev.markco.bench.work;

import dev.markco.yjs.YDoc;
import java.util.ArrayList;
import java.util.List;

/**
 * A script: all users edit; then the first two of them receive all updates of the others; then the first one's document is
 * encoded; then that is loaded and read.
 */
final class ScriptWorkload implements Workload {
    private final Script script;

    ScriptWorkload(Script script) {
        this.script = script;
    }

    @Override
    public Round round() {
        List<Replica> users = open();
        Laps laps = new Laps();
        for (int user = 0; user < users.size(); user++) {
            edit(users.get(user).doc, script.users().get(user));
        }
        laps.lap("edit");
        Replica first = users.get(0);
        Replica second = users.get(1);
        exchange(users, first);
        exchange(users, second);
        laps.lap("exchange");
        byte[] state = first.doc.encodeStateAsUpdate();
        laps.lap("encode");
        YDoc loaded = new YDoc();
        loaded.applyUpdate(state);
        Content.read(loaded);
        laps.lap("load");
        int updates = users.stream().mapToInt(user -> user.updates.size()).sum();
        return new Round(laps.times(), updates, List.of(first.doc, second.doc));
    }

    private List<Replica> open() {
        List<Replica> users = new ArrayList<>();
        for (int user = 0; user < script.users().size(); user++) {
            users.add(new Replica(user));
        }
        if (!script.initial().isEmpty()) {
            Replica author = users.get(0);
            author.doc.getText(Content.TEXT).insert(0, script.initial());
            users.stream().skip(1).forEach(user -> user.receive(author.updates.get(0)));
            author.updates.clear();
        }
        return users;
    }

    private void edit(YDoc doc, List<Op> edits) {
        if (script.editsTogether()) {
            doc.transact(() -> edits.forEach(edit -> edit.applyTo(doc)));
        } else {
            for (Op edit : edits) {
                doc.transact(() -> edit.applyTo(doc));
            }
        }
    }

    private void exchange(List<Replica> users, Replica reader) {
        List<byte[]> updates = new ArrayList<>();
        for (Replica user : users) {
            if (user != reader) {
                updates.addAll(user.updates);
            }
        }
        if (script.exchangeTogether()) {
            reader.receiveAll(updates);
        } else {
            updates.forEach(reader::receive);
        }
    }
}
