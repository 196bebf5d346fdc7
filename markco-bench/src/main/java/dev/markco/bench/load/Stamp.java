package dev.markco.bench.load;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The mark in an update that tells who sent it and as its how-manieth: {@code @}, two digits of the sender and four of the
 * number, in base 64. When it was to be sent follows from that ({@link Schedule}), so it is a time stamp too.
 *
 * <p>No byte that a Yjs update, a frame or another stamp has before or behind it makes a stamp by chance: its mark is none
 * of the digits, and lengths and clocks in front of text are none either.
 */
final class Stamp {
    static final int LENGTH = 7;
    static final int MAX_SENDERS = 1 << 12;
    static final int MAX_NUMBERS = 1 << 24;

    private static final byte MARK = '@';
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (int i = 0; i < DIGITS.length(); i++) {
            VALUES[DIGITS.charAt(i)] = (byte) i;
        }
    }

    private Stamp() {}

    /** Takes the stamps that {@link #scan} finds. */
    @FunctionalInterface
    interface Taker {
        void take(int sender, int number);
    }

    static void write(byte[] to, int at, int sender, int number) {
        to[at] = MARK;
        digits(to, at + 1, 2, sender);
        digits(to, at + 3, 4, number);
    }

    private static void digits(byte[] to, int at, int count, int value) {
        for (int i = 0; i < count; i++) {
            to[at + i] = (byte) DIGITS.charAt(value >>> (6 * (count - 1 - i)) & 63);
        }
    }

    /** Finds all stamps between two positions. */
    static void scan(ByteBuffer bytes, int from, int to, Taker taker) {
        int last = to - LENGTH;
        for (int at = from; at <= last; at++) {
            if (bytes.get(at) == MARK) {
                int sender = number(bytes, at + 1, 2);
                int number = number(bytes, at + 3, 4);
                if (sender >= 0 && number >= 0) {
                    taker.take(sender, number);
                    at += LENGTH - 1;
                }
            }
        }
    }

    private static int number(ByteBuffer bytes, int at, int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            byte digit = bytes.get(at + i);
            if (digit < 0 || VALUES[digit] < 0) {
                return -1;
            }
            value = value << 6 | VALUES[digit];
        }
        return value;
    }
}
