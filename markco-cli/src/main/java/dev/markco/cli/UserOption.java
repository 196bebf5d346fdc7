package dev.markco.cli;

import dev.markco.sync.DocumentKey;
import java.util.UUID;
import picocli.CommandLine.Option;

/** Whose documents a command is about. */
final class UserOption {
    @Option(
            names = "--user",
            paramLabel = "USER",
            defaultValue = DocumentKey.LOCAL_NAME,
            description = "Whose documents: a UUID or 'local', the default. Environment: CLOUD_USER_ID.")
    String name = DocumentKey.LOCAL_NAME;

    /** The user; {@link dev.markco.sync.InvalidKeyException} where the name is none of one. */
    UUID id() {
        return DocumentKey.parseUser(name);
    }
}
