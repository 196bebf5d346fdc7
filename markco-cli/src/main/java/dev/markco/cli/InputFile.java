package dev.markco.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What a command reads: a file, or standard input where the name is {@code -}. */
final class InputFile {
    static final String STANDARD = "-";

    private InputFile() {}

    static byte[] read(String file) {
        try {
            return file.equals(STANDARD) ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
        } catch (NoSuchFileException e) {
            throw missing(file, e);
        } catch (IOException e) {
            throw unreadable(name(file), e);
        }
    }

    /** As {@link #read}, of text. */
    static String readText(String file) {
        byte[] content = read(file);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CliException(
                    ExitCode.USAGE,
                    name(file) + " is not UTF-8 text",
                    "A Yjs state is read with --format yjs; text in another encoding has to be converted first.",
                    e);
        }
    }

    /** How people are told of it. */
    static String name(String file) {
        return file.equals(STANDARD) ? "standard input" : file;
    }

    static CliException missing(String file, IOException e) {
        return new CliException(ExitCode.NOT_FOUND, "there is no file " + file, "Name an existing file, or '-'.", e);
    }

    static CliException unreadable(String name, IOException e) {
        return new CliException(
                e instanceof java.nio.file.AccessDeniedException ? ExitCode.NOT_PERMITTED : ExitCode.FAILURE,
                name + " could not be read: " + Reasons.of(e),
                "Name another file.",
                e);
    }
}
