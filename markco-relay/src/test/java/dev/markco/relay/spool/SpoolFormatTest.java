package dev.markco.relay.spool;

import static dev.markco.relay.spool.SpoolFixture.assertSame;
import static dev.markco.relay.spool.SpoolFixture.entries;
import static dev.markco.relay.spool.SpoolFixture.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.markco.sync.room.Authorship;
import dev.markco.sync.room.Means;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is read back from a spool file, whole, cut off, and damaged. */
final class SpoolFormatTest {
    private static final int SEEDS = Integer.getInteger("markco.seeds", 25);

    @Test
    @DisplayName("what was written is read, in order")
    void roundTrip() {
        for (int seed = 0; seed < SEEDS; seed++) {
            List<SpoolEntry> written = entries(new Random(seed), 1 + seed);
            SpoolReader.Contents read = SpoolReader.read(file(written));
            assertSame(read.entries(), written, "seed " + seed);
            assertThat(read.damage()).as("seed %s", seed).isEmpty();
            assertThat(read.tornBytes()).as("seed %s", seed).isZero();
        }
        assertThat(SpoolReader.read(SpoolWriter.header()).entries()).isEmpty();
    }

    @Test
    @DisplayName("the bytes of version 2 stay what they are")
    void bytesOfVersion2() {
        Authorship by = new Authorship(new UUID(0, 1), new UUID(0, 2), Means.PAGE, Instant.ofEpochMilli(9));
        byte[] file = file(List.of(SpoolFixture.entry("ada", "p/ä", null, new byte[] {7, 8}, by, 5)));
        assertThat(HexFormat.of().formatHex(file))
                .isEqualTo("4d4b5350" + "00000002" + "9351d6dc" // header
                        + "4d4b5345" + "0000006e" + "e8a23aa1" // head
                        + "0000000000000005" + "1e" + "00".repeat(16) + "00".repeat(16)
                        + "00000003" + "616461" + "00000004" + "702fc3a4"
                        + "00".repeat(15) + "01" + "00".repeat(15) + "02"
                        + "0000000000000009" + "00000004" + "70616765"
                        + "00000002" + "0708"
                        + "a6fe480d");
    }

    @Test
    @DisplayName("files of version 1, whose entries have no authors, are read")
    void bytesOfVersion1() {
        byte[] file = HexFormat.of()
                .parseHex("4d4b5350" + "00000001" + "80012528" // header
                        + "4d4b5345" + "0000003e" + "b987e072" // head
                        + "0000000000000005" + "00" + "00".repeat(16) + "00".repeat(16)
                        + "00000003" + "616461" + "00000004" + "702fc3a4" + "00000002" + "0708"
                        + "c45aa04f");
        SpoolReader.Contents read = SpoolReader.read(file);
        assertThat(read.damage()).isEmpty();
        assertSame(read.entries(), List.of(SpoolFixture.entry("ada", "p/ä", null, new byte[] {7, 8}, 5)), "version 1");
    }

    @Test
    @DisplayName("a file that was cut off at any byte gives every entry that is whole, and is torn, never damaged")
    void truncatedAnywhere() {
        List<SpoolEntry> written = entries(new Random(1), 6);
        byte[] whole = file(written);
        List<Integer> ends = ends(written);
        for (int length = 0; length <= whole.length; length++) {
            SpoolReader.Contents read = SpoolReader.read(Arrays.copyOf(whole, length));
            int cut = length;
            int expected = (int) ends.stream().filter(end -> end <= cut).count();
            assertSame(read.entries(), written.subList(0, expected), "cut at " + length);
            assertThat(read.damage()).as("cut at %s", length).isEmpty();
            int lastEnd = expected == 0 ? SpoolFormat.HEADER_BYTES : ends.get(expected - 1);
            assertThat(read.tornBytes())
                    .as("cut at %s", length)
                    .isEqualTo(length < SpoolFormat.HEADER_BYTES ? length : length - lastEnd);
        }
    }

    @Test
    @DisplayName("one flipped bit, anywhere, costs the entry it is in and no other, and does not go unnoticed")
    void flippedBits() {
        List<SpoolEntry> written = entries(new Random(2), 4);
        byte[] whole = file(written);
        List<Integer> ends = ends(written);
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            SpoolReader.Contents read = SpoolReader.read(flipped);
            List<SpoolEntry> expected = new ArrayList<>(written);
            if (bit / 8 >= SpoolFormat.HEADER_BYTES) {
                int at = bit / 8;
                expected.remove((int) ends.stream().filter(end -> end <= at).count());
            }
            assertSame(read.entries(), expected, "bit " + bit);
            assertThat(read.damage()).as("bit %s", bit).hasSize(1);
        }
    }

    @Test
    @DisplayName("random damage gives no entry that was not written, and every byte is accounted for")
    void randomDamage() {
        for (int seed = 0; seed < SEEDS * 8; seed++) {
            Random random = new Random(seed);
            List<SpoolEntry> written = entries(random, 1 + random.nextInt(12));
            byte[] whole = file(written);
            byte[] damaged = whole.clone();
            int from = random.nextInt(damaged.length);
            int to = from + 1 + random.nextInt(damaged.length - from);
            byte[] noise = new byte[to - from];
            if (random.nextBoolean()) {
                random.nextBytes(noise);
            }
            System.arraycopy(noise, 0, damaged, from, noise.length);
            if (random.nextInt(3) == 0) {
                damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length + 1));
            }
            SpoolReader.Contents read = SpoolReader.read(damaged);
            List<String> known = written.stream().map(SpoolFixture::describe).toList();
            assertThat(read.entries().stream().map(SpoolFixture::describe))
                    .as("seed %s", seed)
                    .isSubsetOf(known);
            int length = damaged.length;
            List<Integer> ends = ends(written);
            for (int i = 0; i < written.size(); i++) {
                int begin = i == 0 ? SpoolFormat.HEADER_BYTES : ends.get(i - 1);
                if ((ends.get(i) <= from || begin >= to) && ends.get(i) <= length) {
                    assertThat(read.entries().stream().map(SpoolFixture::describe))
                            .as("seed %s, entry %s is untouched", seed, i)
                            .contains(known.get(i));
                }
            }
            long entryBytes = read.entries().stream()
                    .mapToLong(entry -> SpoolWriter.entry(entry).length)
                    .sum();
            long damagedBytes =
                    read.damage().stream().mapToLong(SpoolReader.Damage::length).sum();
            boolean headerRead = length >= SpoolFormat.HEADER_BYTES
                    && read.damage().stream().noneMatch(place -> place.offset() == 0);
            assertThat((headerRead ? SpoolFormat.HEADER_BYTES : 0) + entryBytes + damagedBytes + read.tornBytes())
                    .as("seed %s", seed)
                    .isEqualTo(length);
        }
    }

    @Test
    @DisplayName("a spool file that is someone's text is not taken for entries when its own entry is damaged")
    void entriesWithinText() {
        SpoolEntry forged = SpoolFixture.entry("p", "forged", null, new byte[] {1}, 1);
        SpoolEntry carrier = SpoolFixture.entry("p", "carrier", null, file(List.of(forged)), 2);
        SpoolEntry after = SpoolFixture.entry("p", "after", null, new byte[] {2}, 3);
        byte[] file = file(List.of(carrier, after));
        file[SpoolFormat.HEADER_BYTES + SpoolFormat.HEAD_BYTES] ^= 1;
        SpoolReader.Contents read = SpoolReader.read(file);
        assertSame(read.entries(), List.of(after), "the entry behind");
        assertThat(read.damage()).hasSize(1);
    }

    @Test
    @DisplayName("a file of another version is refused, not guessed at")
    void otherVersion() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(SpoolWriter.header(3));
        file.writeBytes(SpoolWriter.entry(entries(new Random(3), 1).get(0)));
        assertThatThrownBy(() -> SpoolReader.read(file.toByteArray()))
                .isInstanceOf(SpoolVersionException.class)
                .hasMessage("the spool has a file of format 3, and this markco reads formats 1 to 2");
    }

    /** Where each entry ends in the file. */
    private static List<Integer> ends(List<SpoolEntry> written) {
        List<Integer> ends = new ArrayList<>();
        int end = SpoolFormat.HEADER_BYTES;
        for (SpoolEntry entry : written) {
            end += SpoolWriter.entry(entry).length;
            ends.add(end);
        }
        return ends;
    }
}
