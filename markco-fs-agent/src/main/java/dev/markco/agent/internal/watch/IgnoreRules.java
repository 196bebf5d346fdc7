package dev.markco.agent.internal.watch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jgit.ignore.IgnoreNode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which files of a project are left alone: hidden ones always; packages, virtual environments and build output unless a
 * rule says otherwise; and what {@code .markcoignore} and {@code .gitignore} say, the former first, in git's way. What lies
 * in an ignored directory is ignored. Thread-safe.
 */
public final class IgnoreRules {
    private static final Logger log = LoggerFactory.getLogger(IgnoreRules.class);

    private static final List<String> RULE_FILES = List.of(".markcoignore", ".gitignore");
    private static final Set<String> OUTPUT_DIRECTORIES = Set.of(
            "node_modules", "venv", "__pycache__", "target", "build", "dist", "_build", "_site", "_book", "_freeze");

    private final Path root;
    private final Map<String, List<IgnoreNode>> nodes = new ConcurrentHashMap<>();

    public IgnoreRules(Path root) {
        this.root = root;
    }

    /** Forgets what the rule files said: one of them may have changed. */
    public void forget() {
        nodes.clear();
    }

    static boolean isRuleFile(String name) {
        return RULE_FILES.contains(name.substring(name.lastIndexOf('/') + 1));
    }

    /** Whether a file, or a directory, of that name relative to the project is left alone. */
    public boolean isIgnored(String name, boolean directory) {
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            if (isIgnoredItself(name.substring(0, slash), true)) {
                return true;
            }
        }
        return isIgnoredItself(name, directory);
    }

    private boolean isIgnoredItself(String name, boolean directory) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        if (last.startsWith(".")) {
            return true;
        }
        Boolean ruled = ruled(name, directory);
        if (ruled != null) {
            return ruled;
        }
        return directory
                && (OUTPUT_DIRECTORIES.contains(last)
                        || Files.exists(root.resolve(name).resolve("pyvenv.cfg")));
    }

    /** What the rule files say, the nearest first; null when they say nothing. */
    private @Nullable Boolean ruled(String name, boolean directory) {
        String above = name;
        while (!above.isEmpty()) {
            int slash = above.lastIndexOf('/');
            above = slash < 0 ? "" : above.substring(0, slash);
            String relative = above.isEmpty() ? name : name.substring(above.length() + 1);
            for (IgnoreNode node : nodes.computeIfAbsent(above, this::load)) {
                Boolean ruled = node.checkIgnored(relative, directory);
                if (ruled != null) {
                    return ruled;
                }
            }
        }
        return null;
    }

    private List<IgnoreNode> load(String directory) {
        List<IgnoreNode> loaded = new ArrayList<>();
        for (String name : RULE_FILES) {
            Path file = root.resolve(directory).resolve(name);
            try (InputStream in = Files.newInputStream(file)) {
                IgnoreNode node = new IgnoreNode();
                node.parse(file.toString(), in);
                loaded.add(node);
            } catch (NoSuchFileException e) {
                log.trace("There is no {}", file);
            } catch (IOException e) {
                log.warn("{} cannot be read ({}); its rules do not count", file, e.getMessage());
            }
        }
        return List.copyOf(loaded);
    }
}
