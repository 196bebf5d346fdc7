package dev.markco.relay.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Authorship;
import dev.markco.sync.room.Means;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Entries, and files of them. */
final class SpoolFixture {
    private SpoolFixture() {}

    static SpoolEntry entry(String project, String path, @Nullable UUID id, byte[] update, long millis) {
        return entry(project, path, id, update, Authorship.UNKNOWN, millis);
    }

    static SpoolEntry entry(String project, String path, @Nullable UUID id, byte[] update, Authorship by, long millis) {
        return new SpoolEntry(DocumentKey.of(DocumentKey.LOCAL_USER, project, path), id, update, by, millis);
    }

    /** An entry whose update has {@code bytes} bytes. */
    static SpoolEntry ofSize(int bytes, int number) {
        byte[] update = new byte[bytes];
        new Random(number).nextBytes(update);
        return entry("p", "d" + number, new UUID(number, number), update, number);
    }

    static List<SpoolEntry> entries(Random random, int count) {
        List<SpoolEntry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] update = new byte[random.nextInt(40)];
            random.nextBytes(update);
            UUID id = random.nextBoolean() ? new UUID(random.nextLong(), random.nextLong()) : null;
            entries.add(
                    entry("p" + random.nextInt(3), "notes/ü" + i, id, update, authorship(random), random.nextLong()));
        }
        return entries;
    }

    private static Authorship authorship(Random random) {
        return new Authorship(
                random.nextBoolean() ? new UUID(random.nextLong(), random.nextLong()) : null,
                random.nextBoolean() ? new UUID(random.nextLong(), random.nextLong()) : null,
                random.nextBoolean() ? Means.AGENT : Means.UNKNOWN,
                random.nextBoolean() ? Instant.ofEpochMilli(random.nextInt()) : null);
    }

    static byte[] file(List<SpoolEntry> entries) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(SpoolWriter.header());
        entries.forEach(entry -> file.writeBytes(SpoolWriter.entry(entry)));
        return file.toByteArray();
    }

    /** All that an entry is, in words that are equal exactly when entries are. */
    static String describe(SpoolEntry entry) {
        return entry.key() + " " + entry.documentId() + " " + entry.millis() + " " + entry.authorship() + " "
                + HexFormat.of().formatHex(entry.update());
    }

    static void assertSame(List<SpoolEntry> actual, List<SpoolEntry> expected, String what) {
        assertThat(actual.stream().map(SpoolFixture::describe))
                .as(what)
                .containsExactlyElementsOf(
                        expected.stream().map(SpoolFixture::describe).toList());
    }
}
