package dev.markco.relay.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A session token as a client sent it: a secret, which {@link #toString()} does not tell. Immutable. */
public final class Token {
    private static final int MAX_LENGTH = 4_096;

    private final String secret;
    private final Hash hash;

    private Token(String secret) {
        this.secret = secret;
        this.hash = Hash.of(secret);
    }

    /** Reads a token; empty when no auth service could have made it: it would not fit into a header as it is. */
    static Optional<Token> parse(String secret) {
        boolean sound = !secret.isEmpty()
                && secret.length() <= MAX_LENGTH
                && secret.chars().allMatch(c -> c > ' ' && c <= '~');
        return sound ? Optional.of(new Token(secret)) : Optional.empty();
    }

    /** Whether a token can be handed to a browser as the value of a cookie and comes back as it is. */
    public static boolean fitsCookie(String secret) {
        return parse(secret).isPresent() && secret.chars().noneMatch(c -> "\",;\\".indexOf(c) >= 0);
    }

    /** The secret itself, for the auth service alone. */
    String secret() {
        return secret;
    }

    /** What stands for the token where things are remembered. */
    Hash hash() {
        return hash;
    }

    @Override
    public String toString() {
        return "a token";
    }

    /** The SHA-256 of a token, compared in constant time; nothing can be found out about a token by trying others. */
    static final class Hash {
        private final byte[] digest;

        private Hash(byte[] digest) {
            this.digest = digest;
        }

        private static Hash of(String secret) {
            try {
                return new Hash(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Hash that && MessageDigest.isEqual(digest, that.digest);
        }

        @Override
        public int hashCode() {
            return ByteBuffer.wrap(digest).getInt();
        }

        @Override
        public String toString() {
            return "the hash of a token";
        }
    }
}
