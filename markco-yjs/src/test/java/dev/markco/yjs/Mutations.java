package dev.markco.yjs;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Bytes changed at random, with a liking for what hurts codecs: lengths out of all bounds, cuts, and parts of others. */
final class Mutations {
    private static final byte[][] NUMBERS = {
        {0},
        {-1, -1, -1, -1, 7}, // 2^31 - 1
        {-128, -128, -128, -128, 8}, // 2^31
        {-1, -1, -1, -1, 15}, // 2^32 - 1
        {-1, -1, -1, -1, -1, -1, -1, 15}, // 2^53 - 1
        {-128, -128, -128, -128, -128, -128, -128, 16}, // 2^53
        {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1}, // 2^64 - 1
        {-128, -128, 0}, // zero in three bytes
    };

    private final List<byte[]> corpus;
    private final Random random;

    Mutations(List<byte[]> corpus, Random random) {
        this.corpus = corpus;
        this.random = random;
    }

    byte[] any() {
        return corpus.get(random.nextInt(corpus.size()));
    }

    /** One of the corpus after one to four changes. */
    byte[] mutant() {
        return mutate(any());
    }

    byte[] mutate(byte[] original) {
        byte[] bytes = original.clone();
        for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
            bytes = change(bytes, random.nextInt(bytes.length));
        }
        return bytes;
    }

    private byte[] change(byte[] bytes, int at) {
        switch (random.nextInt(20)) {
            case 0, 1, 2 -> bytes[at] = (byte) random.nextInt();
            case 3, 4, 5 -> bytes[at] = (byte) (bytes[at] + random.nextInt(3) - 1);
            case 6, 7, 8 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 9, 10, 11 -> {
                return splice(bytes, at, new byte[0], at + 1);
            }
            case 12, 13 -> {
                return splice(bytes, at, new byte[] {(byte) random.nextInt(12)}, at);
            }
            case 14 -> {
                return splice(bytes, at, number(), at + random.nextInt(2));
            }
            case 15 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 16 -> {
                return splice(bytes, bytes.length, any(), bytes.length);
            }
            case 17 -> {
                int to = Math.min(bytes.length, at + random.nextInt(30));
                return splice(bytes, at, Arrays.copyOfRange(bytes, at, to), at);
            }
            default -> {
                byte[] other = any();
                int from = random.nextInt(other.length);
                int to = Math.min(other.length, from + random.nextInt(20));
                return splice(bytes, at, Arrays.copyOfRange(other, from, to), at);
            }
        }
        return bytes;
    }

    private byte[] number() {
        return NUMBERS[random.nextInt(NUMBERS.length)];
    }

    private static byte[] splice(byte[] bytes, int at, byte[] middle, int rest) {
        byte[] spliced = new byte[at + middle.length + bytes.length - rest];
        System.arraycopy(bytes, 0, spliced, 0, at);
        System.arraycopy(middle, 0, spliced, at, middle.length);
        System.arraycopy(bytes, rest, spliced, at + middle.length, bytes.length - rest);
        return spliced;
    }
}
