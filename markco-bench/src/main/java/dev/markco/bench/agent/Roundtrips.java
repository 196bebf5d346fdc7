package dev.markco.bench.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Single edits, one at a time and irregularly spaced, and how long each takes to the other side. */
final class Roundtrips {
    private static final long LEAST_PAUSE = TimeUnit.MILLISECONDS.toNanos(30);
    private static final long MOST_PAUSE = TimeUnit.MILLISECONDS.toNanos(400);
    /** How often the file is read while a word is waited for. */
    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private final BenchProject project;
    private final Random random;
    private int words;

    Roundtrips(BenchProject project, long seed) {
        this.project = project;
        this.random = new Random(seed);
    }

    /** Microseconds from just before a file is saved until the text of a remote client has the new line. */
    int save(Saving saving, String doc, RemoteClient client) throws IOException {
        pause();
        String word = word();
        Path file = project.file(doc);
        String prepared = saving.prepare(file, word + "\n");
        CompletableFuture<Long> moment = client.momentOf(word);
        long from = System.nanoTime();
        saving.write(file, prepared);
        return micros(from, RemoteClient.await(moment));
    }

    /** Microseconds from a remote client's edit until the file has it. */
    int type(String doc, RemoteClient client) throws IOException {
        pause();
        String word = word();
        Path file = project.file(doc);
        byte[] searched = word.getBytes(StandardCharsets.UTF_8);
        int at = random.nextInt(1_000);
        long from = System.nanoTime();
        client.insert(text -> text.indexOf('\n', at) + 1, word + "\n");
        while (true) {
            byte[] content = read(file);
            long now = System.nanoTime();
            if (contains(content, searched)) {
                return micros(from, now);
            }
            if (now - from > PATIENCE) {
                throw new IOException("a remote edit did not reach " + file);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** A document of the project, chosen at random. */
    String doc() {
        return project.docs().get(random.nextInt(project.docs().size()));
    }

    private void pause() {
        LockSupport.parkNanos(random.nextLong(LEAST_PAUSE, MOST_PAUSE));
    }

    private String word() {
        return "word-" + ++words + ";";
    }

    private static byte[] read(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return new byte[0]; // it is just being replaced
        }
    }

    private static boolean contains(byte[] content, byte[] searched) {
        for (int start = 0; start <= content.length - searched.length; start++) {
            int i = 0;
            while (i < searched.length && content[start + i] == searched[i]) {
                i++;
            }
            if (i == searched.length) {
                return true;
            }
        }
        return false;
    }

    private static int micros(long from, long to) {
        return (int) TimeUnit.NANOSECONDS.toMicros(to - from);
    }
}
