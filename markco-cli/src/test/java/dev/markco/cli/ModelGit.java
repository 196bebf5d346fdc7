package dev.markco.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A directory's repository, kept with the real git. Confined to one thread. */
final class ModelGit {
    private final Path root;

    ModelGit(Path root) {
        this.root = root;
    }

    /** Whether git is installed. */
    static boolean isInstalled() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, "git")));
    }

    /** Commits all files as they are, if any has changed. */
    void commit() throws IOException, InterruptedException {
        if (!Files.exists(root.resolve(".git"))) {
            git("init", "-q");
        }
        git("add", "-A", "--", "*.md");
        git("commit", "-q", "--allow-empty", "-m", "a commit");
    }

    /** What the last commit has of a file; null for nothing. */
    @Nullable
    String committed(String name) throws IOException, InterruptedException {
        if (!Files.exists(root.resolve(".git"))
                || git("ls-tree", "--name-only", "HEAD", "--", name).isEmpty()) {
            return null;
        }
        return git("show", "HEAD:" + name);
    }

    /** Makes a file what the last commit has of it. */
    void checkout(String name) throws IOException, InterruptedException {
        git("checkout", "-q", "HEAD", "--", name);
    }

    private String git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-c", "user.name=me", "-c", "user.email=me@example.org"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectError(root.resolve(".git.log").toFile());
        // Without the settings of whoever runs the tests: there are none in the project.
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_") || name.startsWith("XDG_"));
        builder.environment().put("HOME", root.toString());
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + Files.readString(root.resolve(".git.log")));
        }
        return out;
    }
}
