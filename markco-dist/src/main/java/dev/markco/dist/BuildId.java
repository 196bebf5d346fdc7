package dev.markco.dist;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A name for exactly these jars: an archive of classes that was made from others must not be used with them. */
final class BuildId {
    private BuildId() {}

    /** The first 16 hexadecimal digits of the SHA-256 of the names and contents of a directory's jars. */
    static String of(Path directory) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        List<Path> jars;
        try (Stream<Path> files = Files.list(directory)) {
            jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            for (Path jar : jars) {
                out.write((jar.getFileName() + "\n" + Files.size(jar) + "\n").getBytes(StandardCharsets.UTF_8));
                Files.copy(jar, out);
            }
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }
}
