package dev.markco.agent.internal.watch;

import dev.markco.agent.internal.disk.FileNames;
import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.agent.internal.git.GitLayout;
import dev.markco.agent.internal.git.GitSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which files of a project are left alone: hidden ones always; packages, virtual environments and build output unless a rule
 * says otherwise; what {@code .markcoignore} says, the nearest first; and then what git ignores: by {@code .gitignore}, the
 * nearest first and up to the repository's root, which may be above the project, then by {@code info/exclude} and the user's own
 * patterns. What lies in an ignored directory is ignored. That the project itself lies in one is not held against it, for
 * somebody chose it. Thread-safe.
 *
 * <p>Rules may come from anybody, and decide nothing but this (R38).
 */
public final class IgnoreRules {
    private static final Logger log = LoggerFactory.getLogger(IgnoreRules.class);

    private static final String OURS = ".markcoignore";
    private static final String GITS = ".gitignore";
    private static final Set<String> OUTPUT_DIRECTORIES = Set.of(
            "node_modules", "venv", "__pycache__", "target", "build", "dist", "_build", "_site", "_book", "_freeze");
    /** Longer files of rules are not read, in bytes. */
    private static final long LONGEST = 4 << 20;

    private static final GitPatterns NONE = GitPatterns.parse(new byte[0], false);

    private final Path root;
    private final Map<String, String> environment;
    private final List<Runnable> listeners = new ArrayList<>();
    private volatile Loaded loaded;

    /** Rules of a project, whose path has no links in it. */
    public IgnoreRules(Path root) {
        this(root, System.getenv());
    }

    /** For tests, which have git's settings elsewhere. */
    IgnoreRules(Path root, Map<String, String> environment) {
        this.root = root;
        this.environment = Map.copyOf(environment);
        this.loaded = new Loaded();
    }

    /** What the files of rules said when they were read. */
    private final class Loaded {
        private final @Nullable GitLayout repository = GitLayout.around(root);
        private final Map<Path, Optional<FileStamp>> outside = new HashMap<>();
        private final boolean foldsCase;
        /** Those that count where nearer ones say nothing, from the nearest, with where they are from. */
        private final List<Above> above = new ArrayList<>();

        private final Map<String, GitPatterns> ours = new ConcurrentHashMap<>();
        private final Map<String, List<GitPatterns>> gits = new ConcurrentHashMap<>();

        Loaded() {
            if (repository == null) {
                foldsCase = false;
                return;
            }
            GitSettings settings = GitSettings.of(repository, environment, this::consult);
            foldsCase = settings.foldsCase();
            for (Path at = root; !at.equals(repository.root()); ) {
                at = Objects.requireNonNull(at.getParent());
                addAbove(at, at.resolve(GITS), false);
            }
            addAbove(repository.root(), repository.exclude(), true);
            Path excludes = settings.excludes();
            if (excludes != null) {
                addAbove(repository.root(), excludes, true);
            }
        }

        private void addAbove(Path from, Path file, boolean throughLinks) {
            consult(file);
            String prefix = root.equals(from) ? "" : FileNames.below(from, root) + "/";
            above.add(new Above(prefix, load(file, foldsCase, throughLinks)));
        }

        private void consult(Path file) {
            outside.put(file, stamp(file));
        }

        boolean isCurrent() {
            return Objects.equals(repository, GitLayout.around(root))
                    && outside.entrySet().stream()
                            .allMatch(file -> stamp(file.getKey()).equals(file.getValue()));
        }
    }

    /**
     * Rules from above the project, or about all of a repository.
     *
     * @param prefix of the project's names there
     */
    private record Above(String prefix, GitPatterns patterns) {}

    private static Optional<FileStamp> stamp(Path file) {
        try {
            return Optional.ofNullable(FileStamp.of(file.toRealPath()));
        } catch (IOException e) {
            log.trace("{} is not there", file, e);
            return Optional.empty();
        }
    }

    /** Forgets what the rule files said: one of them may have changed. */
    public void forget() {
        loaded = new Loaded();
        synchronized (listeners) {
            listeners.forEach(Runnable::run);
        }
    }

    /** Has {@code told} run whenever rules may have changed; must not block. */
    public void whenForgotten(Runnable told) {
        synchronized (listeners) {
            listeners.add(told);
        }
    }

    /** Whether what lies outside of the project, where nothing is watched, still says what it said. */
    boolean areCurrent() {
        return loaded.isCurrent();
    }

    static boolean isRuleFile(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        return last.equals(OURS) || last.equals(GITS);
    }

    /** Whether a file, or a directory, of that name relative to the project is left alone. */
    public boolean isIgnored(String name, boolean directory) {
        Loaded rules = loaded;
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            if (isIgnoredItself(rules, name.substring(0, slash), true)) {
                return true;
            }
        }
        return isIgnoredItself(rules, name, directory);
    }

    private boolean isIgnoredItself(Loaded rules, String name, boolean directory) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        if (last.startsWith(".")) {
            return true;
        }
        Boolean ruled = ruledByUs(rules, name, directory);
        if (ruled == null) {
            ruled = ruledByGit(rules, name, directory);
        }
        if (ruled != null) {
            return ruled;
        }
        return directory
                && (OUTPUT_DIRECTORIES.contains(last)
                        || Files.exists(root.resolve(name).resolve("pyvenv.cfg")));
    }

    private @Nullable Boolean ruledByUs(Loaded rules, String name, boolean directory) {
        for (String above = parent(name); above != null; above = parent(above)) {
            GitPatterns patterns = rules.ours.computeIfAbsent(
                    above, at -> load(root.resolve(at).resolve(OURS), rules.foldsCase, false));
            Boolean ruled = patterns.check(below(above, name), directory);
            if (ruled != null) {
                return ruled;
            }
        }
        return null;
    }

    private @Nullable Boolean ruledByGit(Loaded rules, String name, boolean directory) {
        for (String above = parent(name); above != null; above = parent(above)) {
            for (GitPatterns patterns : rules.gits.computeIfAbsent(above, at -> gits(rules, at))) {
                Boolean ruled = patterns.check(below(above, name), directory);
                if (ruled != null) {
                    return ruled;
                }
            }
        }
        for (Above above : rules.above) {
            Boolean ruled = above.patterns.check(above.prefix + name, directory);
            if (ruled != null) {
                return ruled;
            }
        }
        return null;
    }

    /** The rules that a directory of the project has; a repository within the project has some more of its own. */
    private List<GitPatterns> gits(Loaded rules, String at) {
        Path directory = root.resolve(at);
        GitPatterns own = load(directory.resolve(GITS), rules.foldsCase, false);
        GitLayout nested = at.isEmpty() ? null : GitLayout.at(directory);
        return nested == null ? List.of(own) : List.of(own, load(nested.exclude(), rules.foldsCase, true));
    }

    /** The directory that has that name in it, empty for the project; null for the project itself. */
    private static @Nullable String parent(String name) {
        if (name.isEmpty()) {
            return null;
        }
        int slash = name.lastIndexOf('/');
        return slash < 0 ? "" : name.substring(0, slash);
    }

    private static String below(String directory, String name) {
        return directory.isEmpty() ? name : name.substring(directory.length() + 1);
    }

    /** As git, does not read rules of a work tree through a link. */
    private static GitPatterns load(Path file, boolean foldsCase, boolean throughLinks) {
        LinkOption[] options = throughLinks ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
        try {
            if (!Files.isRegularFile(file, options)) {
                return NONE;
            }
            if (Files.size(file) > LONGEST) {
                log.warn("{} is larger than {} bytes; its rules do not count", file, LONGEST);
                return NONE;
            }
            return GitPatterns.parse(Files.readAllBytes(file), foldsCase);
        } catch (IOException e) {
            log.warn("{} cannot be read ({}); its rules do not count", file, e.getMessage());
            return NONE;
        }
    }
}
