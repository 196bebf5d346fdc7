package dev.markco.cli;

import dev.markco.agent.AgentConfig;
import dev.markco.agent.AgentStatus;
import dev.markco.agent.MortalAgent;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory with an agent that comes and goes, behind a network that does so too. Confined to one thread. */
final class ModelAgent implements AutoCloseable {
    private final String name;
    private final Path root;
    private final CuttableLink link;
    private final ModelGit git;
    private @Nullable MortalAgent agent;
    private final int port = ModelPorts.free();

    ModelAgent(String name, Path root, int relayPort) throws IOException {
        this.name = name;
        this.root = root;
        this.link = new CuttableLink(relayPort);
        this.git = new ModelGit(root);
    }

    ModelGit git() {
        return git;
    }

    CuttableLink link() {
        return link;
    }

    boolean isUp() {
        return agent != null;
    }

    void start() throws IOException {
        agent = MortalAgent.start(AgentConfig.of(root)
                .relayUrl("ws://127.0.0.1:" + link.port())
                .name(ModelRelay.PROJECT)
                .port(port)
                .build());
    }

    void stop() throws IOException {
        MortalAgent stopping = agent;
        agent = null;
        if (stopping != null) {
            stopping.close();
        }
    }

    /** Has it die some durable steps from now, at the latest when it is {@link #bury buried}. */
    void doom(int steps) {
        MortalAgent dying = agent;
        if (dying != null) {
            dying.doom(steps);
        }
    }

    void bury() throws InterruptedException {
        MortalAgent dead = agent;
        agent = null;
        if (dead != null) {
            dead.die(Duration.ofMillis(150));
        }
    }

    @Nullable
    AgentStatus status() {
        MortalAgent asked = agent;
        return asked == null ? null : asked.status();
    }

    /** Says that files which are gone are meant to be. */
    void releaseBrake() throws IOException {
        MortalAgent asked = agent;
        if (asked != null) {
            asked.releaseBrake();
        }
    }

    URI socket(String doc) {
        return URI.create("ws://127.0.0.1:" + port + "/" + doc);
    }

    Path file(String doc) {
        return root.resolve(doc + ".md");
    }

    /** What the file of a document holds; null when there is none. */
    @Nullable
    String text(String doc) throws IOException {
        Path file = file(doc);
        return Files.exists(file) ? Files.readString(file) : null;
    }

    void create(String doc, String text) throws IOException {
        Path file = file(doc);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
    }

    void append(String doc, String text) throws IOException {
        Files.writeString(file(doc), text, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    /** Deletes a document's file, if it is still there. */
    void delete(String doc) throws IOException {
        Files.deleteIfExists(file(doc));
    }

    /** Gives a document's file the name of another document, in whatever directory. */
    void rename(String doc, String to) throws IOException {
        Files.createDirectories(file(to).resolveSibling(""));
        Files.move(file(doc), file(to), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The documents that have files. */
    List<String> docs() throws IOException {
        TreeSet<String> found = new TreeSet<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return directory.endsWith(".markco") || directory.endsWith(".git")
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String path = root.relativize(file).toString();
                if (path.endsWith(".md")) {
                    found.add(path.substring(0, path.length() - ".md".length()));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                // The agent's temporary files come and go.
                return FileVisitResult.CONTINUE;
            }
        });
        return List.copyOf(found);
    }

    /** What is in the files that a dead agent had swapped out. */
    List<String> swappedOut() throws IOException {
        Path swap = root.resolve(".markco/swap");
        List<String> texts = new ArrayList<>();
        if (Files.exists(swap)) {
            try (Stream<Path> files = Files.list(swap)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    texts.add(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
                }
            }
        }
        return texts;
    }

    /** Deletes what the agent remembers. */
    void wipe() throws IOException {
        Path state = root.resolve(".markco");
        if (!Files.exists(state)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> walk = Files.walk(state)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }

    @Override
    public void close() throws IOException {
        stop();
        link.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
