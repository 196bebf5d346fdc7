package dev.markco.cli;

import dev.markco.agent.AgentStatus;
import dev.markco.agent.DocumentStatus;
import dev.markco.relay.postgres.PostgresUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A relay, two directories with agents, and editors at all three, with everything that may happen to them. Confined to one
 * thread, so that whatever waits for quiet has it.
 */
final class ModelWorld implements AutoCloseable {
    private static final int MOST_EDITORS = 6;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(40);
    private static final String CONFLICT = ".conflict-";
    /** Whether files are deleted and renamed, too, unless {@code -Dmarkco.model.removals=false}. */
    private static final boolean REMOVALS = !"false".equals(System.getProperty("markco.model.removals"));
    /** One step in so many is then such a one. */
    private static final int REMOVAL_RARITY = 12;

    /** How long the agent keeps what a file held before it was written, and some more, in milliseconds. */
    private static final long STALE_FOR = 2_500;

    private final Random random;
    /** Decides about tabs that share what they write, so that the rest of a seed stays what it was. */
    private final Random sharing;

    private final ModelRelay relay;
    private final List<ModelAgent> agents;
    private final List<ModelEditor> editors = new ArrayList<>();
    private final Markers markers = new Markers();
    private final Set<String> docs = new TreeSet<>();
    private final Set<String> wiped = new HashSet<>();
    private final Set<String> removed = new HashSet<>();
    private final Set<ModelAgent> wipedAgents = new HashSet<>();
    private final List<String> trace = new ArrayList<>();
    private final long start = System.nanoTime();
    private boolean forgotConflicts;
    private boolean inSync;

    /** @param mortal whether the relay is a process of its own, to be killed */
    ModelWorld(long seed, boolean mortal, PostgresUrl database, Path directory) throws IOException, SQLException {
        this.random = new Random(seed);
        this.sharing = new Random(~seed);
        this.relay = ModelRelay.start(database, "model_" + seed, directory, mortal);
        Path a = Files.createDirectories(directory.resolve("a"));
        Path b = Files.createDirectories(directory.resolve("b"));
        this.agents = List.of(new ModelAgent("A", a, relay.port()), new ModelAgent("B", b, relay.port()));
        for (int i = 0; i < 2; i++) {
            newFile();
        }
        for (ModelAgent agent : agents) {
            agent.start();
        }
    }

    /** Everything that has been done, for people. */
    String trace() {
        return String.join("\n", trace);
    }

    private void say(String what) {
        trace.add(String.format(java.util.Locale.ROOT, "%6d %s", (System.nanoTime() - start) / 1_000_000, what));
    }

    /** Does one thing, chosen at random, and leaves the others some time to notice or not. */
    void step() throws Exception {
        connectEditors();
        if (REMOVALS && random.nextInt(REMOVAL_RARITY) == 0) {
            removeOrRename();
            return;
        }
        int choice = random.nextInt(100);
        if (choice < 16) {
            append();
        } else if (choice < 27) {
            rewrite();
        } else if (choice < 46) {
            type();
        } else if (choice < 51) {
            delete();
        } else if (choice < 54) {
            commit();
        } else if (choice < 58) {
            checkout();
        } else if (choice < 61) {
            put();
        } else if (choice < 64) {
            newFile();
        } else if (choice < 67) {
            newDocument();
        } else if (choice < 74) {
            openEditor();
        } else if (choice < 77) {
            closeEditor();
        } else if (choice < 83) {
            stopOrStart(agent());
        } else if (choice < 88) {
            crash(agent());
        } else if (choice < 91) {
            wipe(agent());
        } else if (choice < 96) {
            cutOrMend(agent());
        } else {
            stopOrStartRelay();
        }
        if (random.nextInt(3) == 0) {
            LockSupport.parkNanos(random.nextInt(60_000_000));
        }
    }

    private ModelAgent agent() {
        return agents.get(random.nextInt(agents.size()));
    }

    private <T> @Nullable T one(List<T> of) {
        return of.isEmpty() ? null : of.get(random.nextInt(of.size()));
    }

    private static boolean isCopy(String doc) {
        return doc.contains(CONFLICT);
    }

    private @Nullable String docOf(ModelAgent agent) throws IOException {
        return one(agent.docs().stream().filter(doc -> !isCopy(doc)).toList());
    }

    private void append() throws IOException {
        ModelAgent agent = agent();
        String doc = docOf(agent);
        if (doc != null) {
            String word = newWord(doc, agent);
            say(agent + ": " + word + " >> " + doc);
            try {
                agent.append(doc, random.nextInt(6) == 0 ? " " + word : word + "\n");
            } catch (NoSuchFileException e) {
                say("which went away at that moment");
                markers.mayBeGone(doc, word);
            }
        }
    }

    /** A word that is put into a document now: into an agent's file, or by somebody who types. */
    private String newWord(String doc, @Nullable ModelAgent file) {
        String word = markers.next();
        markers.put(doc, word);
        boolean apart = file != null && (!file.isUp() || file.link().isCut());
        if (!apart || wipedAgents.contains(file)) {
            forgetIfRemoved(doc, word);
        }
        return word;
    }

    /** What is put into a document while its deletion may be on its way may go with it; only edits made apart beat that. */
    private void forgetIfRemoved(String doc, String word) {
        if (removed.contains(markers.first(doc))) {
            markers.mayBeGone(doc, word);
        }
    }

    /** A file is deleted, or gets another name. */
    private void removeOrRename() throws Exception {
        ModelAgent agent = agent();
        String doc = docOf(agent);
        if (doc == null) {
            return;
        }
        if (random.nextBoolean()) {
            String to = newName();
            say(agent + ": " + doc + " renamed to " + to);
            try {
                agent.rename(doc, to);
                markers.rename(doc, to);
            } catch (NoSuchFileException e) {
                say("which went away at that moment");
            }
            return;
        }
        say(agent + ": " + doc + " deleted");
        removed.add(markers.first(doc));
        markers.mayBeGone(doc, Objects.requireNonNullElse(agent.text(doc), ""));
        if (relay.isUp()) {
            markers.mayBeGone(doc, Objects.requireNonNullElse(textAtRelay(doc), ""));
        }
        for (ModelEditor editor : editors) {
            if (markers.first(editor.doc()).equals(markers.first(doc))) {
                markers.mayBeGone(doc, editor.text());
            }
        }
        agent.delete(doc);
    }

    /** Whether a document has gone, with its tabs, or goes by another name now, under which the relay still finds it. */
    private boolean isGone(String doc) throws Exception {
        if (markers.hasOtherNames(doc)) {
            return !hasFile(doc);
        }
        return REMOVALS && relay.isUp() && (textAtRelay(doc) == null || (!hasFile(doc) && relay.stored(doc) == null));
    }

    private boolean hasFile(String doc) {
        return agents.stream().anyMatch(agent -> Files.exists(agent.file(doc)));
    }

    /** A program that reads, changes and writes a whole file; what it read must still be true when it writes (R9). */
    private void rewrite() throws Exception {
        ModelAgent agent = agent();
        String doc = docOf(agent);
        String text = doc == null ? null : textThatStays(agent, doc);
        if (doc != null && text != null) {
            String word = newWord(doc, agent);
            ModelSave save = Objects.requireNonNull(one(List.of(ModelSave.values())));
            say(agent + ": " + word + " saved into " + doc + " " + save);
            save.save(agent.file(doc), insertedLine(text, word), () -> meanwhile(agent));
        }
    }

    /** What the file of a document holds once nobody else is about to write it; null for a file or a time without that. */
    private @Nullable String textThatStays(ModelAgent agent, String doc) throws Exception {
        if (agent.isUp()) {
            if (!isWhole()) {
                return null;
            }
            settle(doc);
        }
        return agent.text(doc);
    }

    /** What may happen while a program saves. */
    private void meanwhile(ModelAgent agent) throws Exception {
        switch (random.nextInt(4)) {
            case 0 -> type();
            case 1 -> LockSupport.parkNanos(random.nextInt(100_000_000));
            case 2 -> {
                if (agent.isUp() && !wipedAgents.contains(agent)) {
                    kill(agent, this::type);
                }
            }
            default -> {
                // Nothing does.
            }
        }
    }

    private void commit() throws IOException, InterruptedException {
        ModelAgent agent = agent();
        if (ModelGit.isInstalled() && docOf(agent) != null) {
            say(agent + ": commits");
            agent.git().commit();
        }
    }

    /** Undoes what was not committed; not where that would bring back what was deleted since. */
    private void checkout() throws Exception {
        ModelAgent agent = agent();
        String doc = docOf(agent);
        String committed = doc == null ? null : agent.git().committed(doc + ".md");
        String text = doc == null || committed == null ? null : textThatStays(agent, doc);
        if (doc == null || committed == null || text == null) {
            return;
        }
        List<String> undone = new ArrayList<>(markers.in(doc, text));
        List<String> kept = markers.in(doc, committed);
        if (undone.containsAll(kept)) {
            undone.removeAll(kept);
            boolean doubtful = mayLookStale(agent, doc);
            if (doubtful && !agent.isUp()) {
                markers.mayBeGone(doc, String.join(" ", undone));
            } else {
                markers.delete(doc, String.join(" ", undone));
            }
            say(agent + ": " + doc + " checked out without " + undone);
            agent.git().checkout(doc + ".md");
            if (doubtful && agent.isUp()) {
                settle(doc);
            }
        }
    }

    /**
     * Whether a checkout may look like the save of a program that read the file before it was written (R9), if there is
     * another save before the agent has looked: it was written not long ago.
     */
    private static boolean mayLookStale(ModelAgent agent, String doc) throws IOException {
        long written = Files.getLastModifiedTime(agent.file(doc)).toMillis();
        return System.currentTimeMillis() - written < STALE_FOR;
    }

    private String insertedLine(String text, String word) {
        int at = lineStart(text);
        return text.substring(0, at) + word + "\n" + text.substring(at);
    }

    private int lineStart(String text) {
        int at = random.nextInt(text.length() + 1);
        return text.lastIndexOf('\n', at - 1) + 1;
    }

    private void type() throws Exception {
        ModelEditor editor = one(editors.stream().filter(ModelEditor::isFilled).toList());
        if (editor != null) {
            if (editor.agent() != null || sharing.nextInt(3) > 0 || !typeBehindTheBack(editor)) {
                typeInto(editor);
            }
        }
    }

    /**
     * A tab of the relay's writes; another one gets that from it, not from the relay, writes behind it and deletes something of
     * it, and sends that first: it waits there for what the first one sends then, who is to be told of it (R45). False when
     * nothing was written, since the two do not come to show the same.
     */
    private boolean typeBehindTheBack(ModelEditor first) throws Exception {
        ModelEditor second = new ModelEditor(first.doc(), null);
        if (!isEqualSoon(first, second)) {
            second.close();
            return false;
        }
        // As much chance as typing takes.
        random.nextBoolean();
        random.nextInt();
        String word = newWord(first.doc(), null);
        String behind = newWord(first.doc(), null);
        say(first + ": types " + word + ", and another tab " + behind + " behind it, before that is sent");
        List<byte[]> written = first.insertHeld(this::startOfSomeWord, word + "~ ");
        second.takeFromOtherTab(written);
        second.delete("~ ");
        second.insert(text -> text.indexOf(word) + word.length(), " " + behind + " ");
        first.send(written);
        await(
                first + " to have what it woke",
                () -> !first.isConnected()
                        || !second.isConnected()
                        || (first.text().contains(behind) && first.isEqualTo(second)));
        if (first.isConnected() && second.isConnected()) {
            second.close();
        } else {
            editors.add(second); // It alone may have what it wrote.
        }
        return true;
    }

    private boolean isEqualSoon(ModelEditor first, ModelEditor second) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        while (connect(first) && connect(second) && System.nanoTime() - deadline < 0) {
            if (first.isEqualTo(second)) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return false;
    }

    /** As {@link #wordStart}, by the other source of chance. */
    private int startOfSomeWord(String text) {
        return wordStart(text, sharing.nextInt(text.length() + 1));
    }

    private void typeInto(ModelEditor editor) {
        String word = newWord(editor.doc(), null);
        say(editor + ": types " + word + (editor.isConnected() ? "" : " while it has no connection"));
        boolean inLine = random.nextBoolean();
        editor.insert(text -> inLine ? wordStart(text) : lineStart(text), word + (inLine ? " " : "\n"));
    }

    private int wordStart(String text) {
        return wordStart(text, random.nextInt(text.length() + 1));
    }

    private static int wordStart(String text, int somewhere) {
        int at = somewhere;
        while (at > 0 && !Character.isWhitespace(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    private void delete() {
        ModelEditor editor = one(editors.stream().filter(ModelEditor::isFilled).toList());
        String word = editor == null ? null : one(markers.in(editor.doc(), editor.text()));
        String line = editor == null || word == null ? null : editor.deleteLineOf(word);
        if (editor != null && line != null) {
            markers.delete(editor.doc(), line);
            say(editor + ": deletes '" + line.strip() + "'");
        }
    }

    private void put() throws Exception {
        String doc = one(List.copyOf(docs));
        if (!relay.isUp() || doc == null) {
            return;
        }
        ModelRelay.Found found = relay.get(doc);
        if (found != null) {
            String word = markers.next();
            boolean done = relay.put(doc, insertedLine(found.text(), word), found.etag());
            if (done) {
                markers.put(doc, word);
                forgetIfRemoved(doc, word);
            }
            say("PUT of " + word + " into " + doc + (done ? "" : " refused"));
        }
    }

    private String newName() {
        String doc = (docs.size() % 3 == 2 ? "sub/d" : "d") + docs.size();
        docs.add(doc);
        return doc;
    }

    private void newFile() throws IOException {
        ModelAgent agent = agents.get(random.nextInt(agents.size()));
        String doc = newName();
        StringBuilder text = new StringBuilder("# Title 🌍\n\n");
        for (int i = random.nextInt(4); i >= 0; i--) {
            String word = markers.next();
            markers.put(doc, word);
            text.append("line ").append(word).append("\n");
        }
        say(agent + ": new file " + doc);
        agent.create(doc, text.toString());
    }

    private void newDocument() throws Exception {
        ModelAgent agent = random.nextBoolean() ? agent() : null;
        if (editors.size() < MOST_EDITORS && isUp(agent)) {
            String doc = newName();
            ModelEditor editor = open(doc, agent);
            await("the new " + editor + " to be synced", editor::isSynced);
            typeInto(editor);
        }
    }

    private boolean isUp(@Nullable ModelAgent agent) {
        return agent == null ? relay.isUp() : agent.isUp();
    }

    private void openEditor() throws Exception {
        ModelAgent agent = random.nextBoolean() ? agent() : null;
        if (editors.size() >= MOST_EDITORS || !isUp(agent)) {
            return;
        }
        String doc = agent == null ? one(List.copyOf(docs)) : docOf(agent);
        if (doc != null && (agent != null || relay.get(doc) != null)) {
            open(doc, agent);
        }
    }

    private ModelEditor open(String doc, @Nullable ModelAgent agent) {
        ModelEditor editor = new ModelEditor(doc, agent);
        editors.add(editor);
        say(editor + ": opened");
        connect(editor);
        return editor;
    }

    /** Closes a tab, once the other side has what was typed into it. */
    private void closeEditor() throws Exception {
        ModelEditor editor = one(editors);
        if (editor == null || !isUp(editor.agent()) || !editor.isSynced()) {
            return;
        }
        List<String> typed = markers.in(editor.doc(), editor.text());
        ModelAgent agent = editor.agent();
        // What a relay has not saved yet dies with it.
        String there = agent != null
                ? agent.text(editor.doc())
                : relay.isMortal() ? relay.stored(editor.doc()) : textAtRelay(editor.doc());
        if (there != null && typed.stream().allMatch(there::contains)) {
            say(editor + ": closed");
            editors.remove(editor);
            editor.close();
        }
    }

    /**
     * Waits until an agent that was wiped has come to terms with the tabs that kept their documents. Between their getting
     * its new history and getting the decision which of the two yields, a second end of the agent would leave them with
     * both.
     */
    private void awaitTabs(ModelAgent agent) throws Exception {
        if (agent.isUp() && wipedAgents.contains(agent)) {
            await("the tabs at " + agent + " to have what it has", () -> {
                connectEditors();
                for (ModelEditor editor : editors) {
                    if (agent.equals(editor.agent())
                            && !(editor.isSynced() && isInFile(agent, editor.doc(), editor.text()))) {
                        return false;
                    }
                }
                return true;
            });
        }
    }

    /** Whether a text is that of a document's file, which may have got another name: a tab that has it open follows it. */
    private boolean isInFile(ModelAgent agent, String doc, String text) throws IOException {
        List<String> texts = new ArrayList<>();
        for (String name : agent.docs()) {
            // Its file may be taken for renamed to that of the copy.
            String original = name.split(Pattern.quote(CONFLICT), 2)[0];
            if (markers.first(original).equals(markers.first(doc))) {
                texts.add(Objects.requireNonNullElse(agent.text(name), ""));
            }
        }
        // A file that was deleted may be gone long before the relay knows, and its tabs keep their text until then.
        boolean isAway = !Files.exists(agent.file(doc)) && (text.isEmpty() || removed.contains(markers.first(doc)));
        return isAway || texts.contains(text);
    }

    private void stopOrStart(ModelAgent agent) throws Exception {
        awaitTabs(agent);
        if (agent.isUp()) {
            say(agent + ": stops");
            forgotConflicts |= wipedAgents.contains(agent);
            agent.stop();
        } else {
            say(agent + ": starts");
            agent.start();
        }
        say(agent + ": did so");
    }

    private void crash(ModelAgent agent) throws Exception {
        awaitTabs(agent);
        if (agent.isUp()) {
            forgotConflicts |= wipedAgents.contains(agent);
            kill(agent, () -> {
                append();
                type();
            });
        }
    }

    private void kill(ModelAgent agent, ModelSave.Between meanwhile) throws Exception {
        int steps = 1 + random.nextInt(12);
        say(agent + ": dies within " + steps + " durable steps");
        agent.doom(steps);
        meanwhile.pass();
        boolean wasCut = agent.link().isCut();
        agent.link().cut();
        agent.bury();
        if (!wasCut) {
            agent.link().mend();
        }
        say(agent + ": is dead");
    }

    private void wipe(ModelAgent agent) throws Exception {
        if (agent.isUp()) {
            stopOrStart(agent);
        }
        say(agent + ": wiped");
        wipedAgents.add(agent);
        agent.docs().forEach(doc -> wiped.add(markers.first(doc)));
        // What was deleted with a document, or in it before, may not have been told to anybody.
        wiped.addAll(removed);
        // A file that it had swapped out when it died, and to which somebody wrote late, goes with the rest.
        for (String swapped : agent.swappedOut()) {
            markers.mayBeGone(swapped);
        }
        agent.wipe();
    }

    private void cutOrMend(ModelAgent agent) {
        if (agent.link().isCut()) {
            say(agent + ": the network is back");
            agent.link().mend();
        } else {
            say(agent + ": the network is cut");
            agent.link().cut();
        }
    }

    private void stopOrStartRelay() throws IOException {
        if (relay.isUp() && relay.isMortal() && random.nextBoolean()) {
            say("the relay is killed");
            relay.kill();
        } else if (relay.isUp()) {
            say("the relay stops");
            if (!relay.stop()) {
                throw new AssertionError("the relay could not save everything");
            }
        } else {
            relay.start();
            say("the relay starts");
        }
    }

    /** Whether everything runs and is connected. */
    private boolean isWhole() {
        return relay.isUp()
                && agents.stream()
                        .allMatch(agent -> agent.isUp() && !agent.link().isCut());
    }

    private void connectEditors() {
        editors.forEach(this::connect);
    }

    private boolean connect(ModelEditor editor) {
        ModelAgent agent = editor.agent();
        return isUp(agent) && editor.connect(agent == null ? relay.socket(editor.doc()) : agent.socket(editor.doc()));
    }

    private @Nullable String textAtRelay(String doc) throws IOException, InterruptedException {
        ModelRelay.Found found = relay.get(doc);
        return found == null ? null : found.text();
    }

    /** Waits until all replicas of one document are equal. */
    private void settle(String doc) throws Exception {
        say("waiting for " + doc + " to settle");
        await(doc + " to settle", () -> {
            connectEditors();
            return isSettled(doc);
        });
    }

    private boolean isSettled(String doc) throws Exception {
        if (isGone(doc)) {
            return !hasFile(doc);
        }
        for (ModelEditor editor : editors) {
            if (editor.doc().equals(doc) && (!editor.isSynced() || !shows(editor))) {
                return false;
            }
        }
        return new HashSet<>(replicas(doc).values()).size() == 1;
    }

    /** Whether a tab has what the relay has, under the name it was opened with or one that the document got since. */
    private boolean shows(ModelEditor editor) throws IOException, InterruptedException {
        for (String doc : allDocs()) {
            if (markers.first(doc).equals(markers.first(editor.doc()))
                    && editor.text().equals(Objects.requireNonNullElse(textAtRelay(doc), ""))) {
                return true;
            }
        }
        return false;
    }

    private Map<String, String> replicas(String doc) throws IOException, InterruptedException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (ModelAgent agent : agents) {
            texts.put("file of " + agent, Objects.requireNonNullElse(agent.text(doc), ""));
        }
        texts.put("relay", Objects.requireNonNullElse(textAtRelay(doc), ""));
        return texts;
    }

    /** Lets everything come back and meet, and says what is wrong with the outcome; nothing, when all is well. */
    List<String> finish() throws Exception {
        if (!relay.isUp()) {
            stopOrStartRelay();
        }
        for (ModelAgent agent : agents) {
            agent.link().mend();
            if (!agent.isUp()) {
                stopOrStart(agent);
            }
        }
        say("waiting for everything to settle");
        await("all agents to be in sync and all replicas equal", () -> {
            connectEditors();
            for (ModelAgent agent : agents) {
                agent.releaseBrake();
            }
            inSync = agents.stream().map(ModelAgent::status).allMatch(status -> status != null && status.isInSync());
            if (!inSync) {
                return false;
            }
            for (String doc : allDocs()) {
                if (!isSettled(doc)) {
                    return false;
                }
            }
            return true;
        });
        Map<String, List<String>> texts = new TreeMap<>();
        for (String doc : docs) {
            String text = isGone(doc) ? "" : Objects.requireNonNullElse(textAtRelay(doc), "");
            await(doc + " to be in PostgreSQL", () -> text.equals(Objects.requireNonNullElse(relay.stored(doc), "")));
            texts.computeIfAbsent(markers.first(doc), first -> new ArrayList<>())
                    .add(text);
        }
        List<String> complaints = new ArrayList<>();
        for (Map.Entry<String, List<String>> entry : texts.entrySet()) {
            String doc = entry.getKey();
            Map<String, String> copies = copies(doc);
            List<String> found =
                    markers.complaints(doc, entry.getValue(), List.copyOf(copies.values()), wiped.contains(doc));
            if (!copies.isEmpty() && !wiped.contains(doc)) {
                found.add("nobody forgot it, and yet there are the copies " + copies.keySet());
            }
            // A document that is gone has no status to tell of what was kept beside it.
            boolean there = entry.getValue().stream().anyMatch(text -> !text.isEmpty());
            if (!copies.isEmpty() && there && !forgotConflicts && !isReported(doc)) {
                found.add("no status tells of the copies " + copies.keySet());
            }
            if (!found.isEmpty()) {
                complaints.add(doc + ": " + found + "\n" + entry.getValue() + "\ncopies: " + copies);
            }
        }
        return complaints;
    }

    private Set<String> allDocs() throws IOException {
        Set<String> all = new TreeSet<>(docs);
        for (ModelAgent agent : agents) {
            all.addAll(agent.docs());
        }
        return all;
    }

    /** What was kept beside a document, under any of its names. */
    private Map<String, String> copies(String doc) throws IOException {
        Map<String, String> found = new HashMap<>();
        for (ModelAgent agent : agents) {
            for (String copy : agent.docs()) {
                int end = copy.indexOf(CONFLICT);
                if (end >= 0 && markers.first(copy.substring(0, end)).equals(doc)) {
                    found.put(copy, Objects.requireNonNullElse(agent.text(copy), ""));
                }
            }
        }
        return found;
    }

    private boolean isReported(String doc) {
        return agents.stream()
                .map(ModelAgent::status)
                .filter(Objects::nonNull)
                .map(AgentStatus::documents)
                .flatMap(List::stream)
                .filter(status -> status.state() == DocumentStatus.State.CONFLICT)
                .map(status -> status.docPath().split(Pattern.quote(CONFLICT), 2)[0])
                .anyMatch(name -> markers.first(name).equals(doc));
    }

    /** Something that comes true. */
    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private void await(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE;
        while (!condition.holds()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited in vain for " + what + "\n" + describe());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** How everything stands, for people. */
    private String describe() throws Exception {
        StringBuilder all = new StringBuilder();
        for (ModelAgent agent : agents) {
            AgentStatus status = agent.status();
            all.append(agent).append(": ").append(status).append('\n');
        }
        for (String doc : allDocs()) {
            if (relay.isUp()) {
                replicas(doc)
                        .forEach((replica, text) -> all.append("--- ")
                                .append(doc)
                                .append(" in ")
                                .append(replica)
                                .append(":\n")
                                .append(text)
                                .append('\n'));
            }
        }
        for (ModelEditor editor : editors) {
            all.append("--- ").append(editor).append(editor.isConnected() ? "" : ", without connection");
            all.append(editor.isSynced() ? ":\n" : ", which is not synced:\n");
            all.append(editor.text()).append('\n');
        }
        return all.toString();
    }

    @Override
    public void close() throws IOException {
        editors.forEach(ModelEditor::close);
        for (ModelAgent agent : agents) {
            agent.close();
        }
        relay.close();
    }
}
