package dev.markco.agent.simulation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

/** What a git has stored for good, by the names of that alone. */
final class SimulatedObjects {
    private final SimulatedDisk disk;
    private final String directory;

    SimulatedObjects(SimulatedDisk disk, String directory) {
        this.disk = disk;
        this.directory = directory;
    }

    void store(Collection<String> texts) throws IOException {
        for (String text : texts) {
            String name = name(text.getBytes(StandardCharsets.UTF_8));
            String some = directory + "/" + name.substring(0, 2);
            if (disk.find(some) == null) {
                disk.makeDirectory(some);
            }
            disk.openCut(some + "/" + name.substring(2)).close();
        }
    }

    private static String name(byte[] content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
