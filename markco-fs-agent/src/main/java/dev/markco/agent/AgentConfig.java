package dev.markco.agent;

import dev.markco.agent.internal.uplink.RelayAddress;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.InvalidKeyException;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an agent is to do.
 *
 * @param projectDir the directory that it keeps
 * @param relayUrl the relay's base, {@code ws}, {@code wss}, {@code http} or {@code https}; null for no relay
 * @param userId whose project it is
 * @param name the project's name on the relay
 * @param token presented to the relay; null for none
 * @param host the address that local editors connect to
 * @param port its port, 0 for any free one
 * @param maxFileSize the largest file that is a document, in bytes
 */
public record AgentConfig(
        Path projectDir,
        @Nullable String relayUrl,
        UUID userId,
        String name,
        @Nullable String token,
        String host,
        int port,
        long maxFileSize) {
    public static final int DEFAULT_PORT = 4444;
    public static final long DEFAULT_MAX_FILE_SIZE = 10L << 20;

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException naming the setting that cannot be
     */
    public AgentConfig {
        projectDir = projectDir.toAbsolutePath().normalize();
        relayUrl = relayUrl == null || relayUrl.isBlank() ? null : relayUrl.strip();
        if (relayUrl != null) {
            RelayAddress.parse(relayUrl);
        }
        try {
            name = DocumentKey.parseProject(name);
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException("'" + name + "' is no name for a project: " + e.getMessage(), e);
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(port + " is not a port");
        }
        if (maxFileSize < 1 || maxFileSize > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException("the largest file size has to be between 1 byte and 1 GiB");
        }
    }

    /** Starts with the defaults: no relay, the local user, the directory's name, port 4444. */
    public static Builder of(Path projectDir) {
        return new Builder(projectDir);
    }

    /** Settings in the making; not thread-safe. */
    public static final class Builder {
        private final Path projectDir;
        private @Nullable String relayUrl;
        private UUID userId = DocumentKey.LOCAL_USER;
        private @Nullable String name;
        private @Nullable String token;
        private String host = "127.0.0.1";
        private int port = DEFAULT_PORT;
        private long maxFileSize = DEFAULT_MAX_FILE_SIZE;

        private Builder(Path projectDir) {
            this.projectDir = projectDir;
        }

        public Builder relayUrl(@Nullable String value) {
            relayUrl = value;
            return this;
        }

        public Builder userId(UUID value) {
            userId = value;
            return this;
        }

        public Builder name(@Nullable String value) {
            name = value;
            return this;
        }

        public Builder token(@Nullable String value) {
            token = value;
            return this;
        }

        public Builder host(String value) {
            host = value;
            return this;
        }

        public Builder port(int value) {
            port = value;
            return this;
        }

        public Builder maxFileSize(long value) {
            maxFileSize = value;
            return this;
        }

        /**
         * Seals the settings.
         *
         * @throws IllegalArgumentException naming the setting that cannot be
         */
        public AgentConfig build() {
            Path last = projectDir.toAbsolutePath().normalize().getFileName();
            String project = name != null ? name : last == null ? "project" : last.toString();
            return new AgentConfig(projectDir, relayUrl, userId, project, token, host, port, maxFileSize);
        }
    }
}
