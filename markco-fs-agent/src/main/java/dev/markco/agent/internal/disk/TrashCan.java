package dev.markco.agent.internal.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The project's own trash: {@code trash/<when>/<name>}, with the moment in UTC. What is in there is nobody's document; people
 * take it out, or delete it, by hand. Thread-safe.
 */
public final class TrashCan {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path directory;
    private final FileReplacer replacer;
    private final InstantSource wall;

    public TrashCan(Path directory, FileReplacer replacer, InstantSource wall) {
        this.directory = directory;
        this.replacer = replacer;
        this.wall = wall;
    }

    /** Moves a file in here, as it is; returns where it is then. */
    public Path put(Path file, String name) throws IOException {
        Path place = freePlace(name);
        replacer.setAside(file, place);
        return place;
    }

    /**
     * Keeps a content in here; it is durable when this returns.
     *
     * @param mode of the file that had it, so that who takes it out has it as it was; {@link Posix#UNKNOWN} for its owner alone
     */
    public void keep(String name, byte[] content, int mode) throws IOException {
        Path place = freePlace(name);
        Set<OpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(place, options, AccessRights.privateFile())) {
            ChannelBytes.write(channel, content, 0);
            AccessRights.setMode(place, mode);
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(place);
            removeEmpty(place.getParent());
            throw e;
        }
        Posix.syncParent(place);
    }

    private void removeEmpty(@Nullable Path made) throws IOException {
        for (Path at = made; at != null && !at.equals(directory) && at.startsWith(directory); at = at.getParent()) {
            try {
                Files.delete(at);
            } catch (DirectoryNotEmptyException e) {
                return;
            }
        }
    }

    private Path freePlace(String name) throws IOException {
        String moment = MOMENT.format(wall.instant());
        Path place = directory.resolve(moment).resolve(name);
        for (int n = 1; Files.exists(place); n++) {
            place = directory.resolve(moment + "-" + n).resolve(name);
        }
        Files.createDirectories(place.getParent());
        return place;
    }
}
