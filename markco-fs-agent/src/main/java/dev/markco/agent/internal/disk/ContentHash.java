package dev.markco.agent.internal.disk;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** The SHA-256 of a file's bytes. */
public final class ContentHash {
    public static final int BYTES = 32;

    private final byte[] value;

    private ContentHash(byte[] value) {
        this.value = value;
    }

    /** That of an empty file. */
    public static final ContentHash EMPTY = of(new byte[0]);

    public static ContentHash of(byte[] content) {
        return new ContentHash(sha256().digest(content));
    }

    /** Reads the {@value #BYTES} bytes that {@link #writeTo} wrote. */
    public static ContentHash readFrom(ByteBuffer in) {
        byte[] value = new byte[BYTES];
        in.get(value);
        return new ContentHash(value);
    }

    public void writeTo(ByteBuffer out) {
        out.put(value);
    }

    /** The first {@code digits} hexadecimal digits. */
    public String prefix(int digits) {
        return HexFormat.of().formatHex(value).substring(0, digits);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContentHash hash && Arrays.equals(value, hash.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return prefix(12);
    }

    /** A digest to be fed; every Java platform has it. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
