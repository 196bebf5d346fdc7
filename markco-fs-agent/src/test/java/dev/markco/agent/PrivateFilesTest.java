package dev.markco.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.markco.agent.internal.disk.FaultPoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Files that only their owner may read, and all that the agent makes of them. */
final class PrivateFilesTest extends ProjectOnRelay {
    /** What was easier to read than it may be, at any step of any write. */
    private final Set<String> exposed = new ConcurrentSkipListSet<>();

    @BeforeEach
    void requirePermissions() {
        assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    }

    @Test
    @DisplayName("R39 nothing that the agent makes of a private file is readable for others, at no moment")
    void copiesArePrivate() throws Exception {
        for (String name : List.of("typed", "deleted", "buried", "back", "clash")) {
            write(name + ".md", "secret " + name + "\n", "rw-------");
        }
        write("open.md", "open\n", "rw-r--r--");
        write("read-only.md", "secret read-only\n", "r--------");
        relay.put("local/p/clash", "of somebody else\n");
        Agent agent = agents.make(root, watching());
        agent.start();
        RunningAgents.assertInSync(agent);
        for (String name : List.of("typed", "open", "read-only")) {
            relay.edit("local/p/" + name, doc -> doc.getText("content").insert(0, "secret too\n"));
        }
        relay.trash("local/p/buried");
        Files.delete(root.resolve("deleted.md"));
        awaitFile("typed.md", "secret too\nsecret typed\n");
        awaitFile("open.md", "secret too\nopen\n");
        awaitFile("read-only.md", "secret too\nsecret read-only\n");
        await().atMost(PATIENCE).until(() -> !Files.exists(root.resolve("buried.md")) && inTrash("deleted.md") != null);
        assertThat(mode(root.resolve("typed.md"))).isEqualTo("rw-------");
        assertThat(mode(root.resolve("open.md"))).isEqualTo("rw-r--r--");
        assertThat(mode(root.resolve("read-only.md"))).isEqualTo("r--------");
        assertThat(mode(Objects.requireNonNull(inTrash("deleted.md")))).isEqualTo("rw-------");
        assertThat(mode(Objects.requireNonNull(inTrash("buried.md")))).isEqualTo("rw-------");
        assertThat(mode(root.resolve(copyOf("clash")))).isEqualTo("rw-------");
        assertThat(mode(root.resolve(".markco"))).isEqualTo("rwx------");
        look();
        assertThat(exposed).isEmpty();
    }

    @Test
    @DisplayName("R39 a private file that comes back is private again, after a restart too")
    void comesBackPrivate() throws Exception {
        write("a.md", "secret\n", "rw-------");
        Agent agent = agents.make(root, watching());
        agent.start();
        RunningAgents.assertInSync(agent);
        agent.close();
        Files.delete(root.resolve("a.md"));
        relay.edit("local/p/a", doc -> doc.getText("content").insert(0, "secret too\n"));
        agents.make(root, watching()).start();
        awaitFile("a.md", "secret too\nsecret\n");
        assertThat(mode(root.resolve("a.md"))).isEqualTo("rw-------");
        assertThat(exposed).isEmpty();
    }

    @Test
    @DisplayName("R39 state that an earlier version left readable for others is theirs no more")
    void migration() throws Exception {
        write("a.md", "secret\n", "rw-------");
        agents.start(root).close();
        setMode(root.resolve(".markco"), "rwxr-xr-x");
        agents.start(root);
        assertThat(mode(root.resolve(".markco"))).isEqualTo("rwx------");
        assertThat(relay.text("local/p/a")).isEqualTo("secret\n");
    }

    private FaultPoints watching() {
        return point -> look();
    }

    /** Looks at all files that hold a secret, as somebody else could who may go wherever the modes let him. */
    private void look() {
        look(root);
    }

    private void look(Path at) {
        try (Stream<Path> files = Files.list(at)) {
            for (Path file : files.toList()) {
                Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
                if (Files.isDirectory(file) && mode.contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    look(file);
                } else if (Files.isRegularFile(file)
                        && mode.contains(PosixFilePermission.OTHERS_READ)
                        && !file.endsWith("open.md")
                        && Files.readString(file, StandardCharsets.ISO_8859_1).contains("secret")) {
                    exposed.add(root.relativize(file) + " " + PosixFilePermissions.toString(new TreeSet<>(mode)));
                }
            }
        } catch (NoSuchFileException e) {
            // It went away while it was looked at.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private @Nullable Path inTrash(String name) throws IOException {
        return TrashFiles.of(root).stream()
                .filter(file -> file.endsWith(name))
                .findAny()
                .orElse(null);
    }

    private String copyOf(String name) throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.startsWith(name + ".conflict-"))
                    .findAny()
                    .orElseThrow();
        }
    }

    private void awaitFile(String name, String text) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(root.resolve(name)).content().isEqualTo(text));
    }

    private void write(String name, String text, String mode) throws IOException {
        Path file = root.resolve(name);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
        setMode(file, mode);
    }

    private static void setMode(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
