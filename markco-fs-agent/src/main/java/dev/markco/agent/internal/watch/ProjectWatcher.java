package dev.markco.agent.internal.watch;

import dev.markco.agent.internal.disk.FileNames;
import dev.markco.sync.time.Time;
import io.methvin.watcher.DirectoryChangeEvent;
import io.methvin.watcher.DirectoryChangeListener;
import io.methvin.watcher.DirectoryWatcher;
import io.methvin.watcher.visitor.FileTreeVisitor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The eye on a project's directory. It says which names are dirty and never what happened to them; at any doubt (overflow,
 * exception, directories that come or go, death of the watcher) it asks for a rescan and, where needed, begins anew.
 *
 * <p>File hashes are off: they would hide a write within the clock tick of the one before.
 */
public final class ProjectWatcher implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(ProjectWatcher.class);
    private static final Logger library = LoggerFactory.getLogger(DirectoryWatcher.class);

    /** How long to wait before a watcher that died is replaced, in milliseconds; twice as long each time. */
    private static final long RESTART_MILLIS = 1_000;

    private static final long LONGEST_RESTART_MILLIS = 60_000;

    /** How often it is looked whether a directory that may not be listed may be by now. */
    private static final Duration OPENED_INTERVAL = Duration.ofSeconds(5);
    /** How often rules are looked at that are not watched. */
    private static final Duration RULES_INTERVAL = Duration.ofSeconds(2);
    /** Rules that change often are heeded at once; what is watched follows a moment later. */
    private static final Duration RULES_SETTLE = Duration.ofMillis(100);

    private final Path root;
    private final IgnoreRules rules;
    private final ChangeListener listener;
    private final Time time;

    /** Guarded by this; null before the start, between two watchers and after the end. */
    private @Nullable DirectoryWatcher watcher;
    /** Guarded by this. */
    private boolean closed;
    /** Those that may not be listed, and are looked at again. Guarded by this. */
    private final Set<Path> closedDirectories = new HashSet<>();
    /** Guarded by this. */
    private long restartMillis = RESTART_MILLIS;
    /** Guarded by this; why the directory cannot be watched, null if it can. */
    private @Nullable String trouble;

    public ProjectWatcher(Path root, IgnoreRules rules, ChangeListener listener, Time time) {
        this.root = root;
        this.rules = rules;
        this.listener = listener;
        this.time = time;
    }

    /** Watches from when this returns, so that a scan made afterwards misses nothing. */
    public void start() {
        watch();
        later(RULES_INTERVAL, this::lookAtRules);
    }

    private synchronized void watch() {
        if (closed) {
            return;
        }
        try {
            DirectoryWatcher opened = DirectoryWatcher.builder()
                    .path(root)
                    .listener(new Events())
                    .fileHashing(false)
                    .fileTreeVisitor(new Unignored())
                    .logger(library)
                    .build();
            watcher = opened;
            var unused = opened.watchAsync(ProjectWatcher::runOnThread)
                    .whenComplete((done, failure) -> ended(opened, failure));
        } catch (IOException e) {
            cannotWatch(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (watcher != null) {
            watcher.close();
            watcher = null;
        }
    }

    private static void runOnThread(Runnable loop) {
        Thread thread = new Thread(loop, "markco-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private synchronized void ended(DirectoryWatcher ended, @Nullable Throwable failure) {
        if (closed || watcher != ended) {
            return;
        }
        watcher = null;
        try {
            ended.close();
        } catch (IOException e) {
            log.warn("The watcher of {} could not be closed", root, e);
        }
        cannotWatch(failure);
    }

    private synchronized void cannotWatch(@Nullable Throwable failure) {
        String why = reason(failure);
        if (!why.equals(trouble)) {
            log.warn("{} cannot be watched: {}. It is scanned instead, until it can", root, why);
            trouble = why;
            listener.unwatched(why);
        }
        try {
            time.after(Duration.ofMillis(restartMillis), this::restart);
            restartMillis = Math.min(2 * restartMillis, LONGEST_RESTART_MILLIS);
        } catch (RejectedExecutionException e) {
            log.debug("The agent is stopping; {} is not watched again", root);
        }
    }

    private static String reason(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause == null) {
            return "the watcher ended";
        }
        String message = String.valueOf(cause.getMessage());
        return message.contains("inotify")
                ? message + ", see the sysctl values fs.inotify.max_user_watches and max_user_instances"
                : message;
    }

    private void restart() {
        watch();
        synchronized (this) {
            if (watcher == null) {
                return;
            }
            trouble = null;
            restartMillis = RESTART_MILLIS;
        }
        log.info("{} is watched again", root);
        listener.unwatched(null);
        listener.rescan("watching began anew");
    }

    /** Directories may be watched now that were not, or need not be any more. */
    private void rulesChanged(String why) {
        rules.forget();
        listener.rescan(why);
        later(RULES_SETTLE, () -> runOnThread(() -> begin(why)));
    }

    /** Rules outside of the project, and git's settings, are not watched. */
    private void lookAtRules() {
        try {
            if (!rules.areCurrent()) {
                rulesChanged("rules outside of the project changed");
            }
        } finally {
            later(RULES_INTERVAL, this::lookAtRules);
        }
    }

    private synchronized void later(Duration delay, Runnable task) {
        if (closed) {
            return;
        }
        try {
            time.after(delay, task);
        } catch (RejectedExecutionException e) {
            log.debug("The agent is stopping; {} is not looked at again", root);
        }
    }

    /** A directory may not be listed: nothing tells when that changes. */
    private synchronized void await(Path directory) {
        if (closedDirectories.add(directory)) {
            later(OPENED_INTERVAL, () -> lookWhetherOpened(directory));
        }
    }

    private void lookWhetherOpened(Path directory) {
        synchronized (this) {
            closedDirectories.remove(directory);
        }
        if (Files.isReadable(directory) && Files.isExecutable(directory)) {
            runOnThread(() -> begin("a directory can be listed again"));
        } else if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            await(directory);
        }
    }

    /** Watches anew, all directories that there are now. */
    private void begin(String why) {
        synchronized (this) {
            if (closed) {
                return;
            }
            DirectoryWatcher former = watcher;
            watcher = null;
            if (former != null) {
                try {
                    former.close();
                } catch (IOException e) {
                    log.warn("The watcher of {} could not be closed", root, e);
                }
            }
            watch();
        }
        listener.rescan(why);
    }

    /** The watcher goes on without some directory, which must not be relied on. */
    private synchronized void giveUp(Exception failure) {
        if (watcher != null) {
            ended(watcher, failure);
        }
    }

    /** Whether some directory cannot be watched, and not because it is gone by now: the system's limit is reached. */
    private static boolean isLimit(Exception failure) {
        return failure instanceof IOException && !(failure instanceof FileSystemException);
    }

    private void changed(DirectoryChangeEvent event) {
        Path path = event.path();
        if (event.eventType() == DirectoryChangeEvent.EventType.OVERFLOW || path == null) {
            listener.rescan("too much changed at once");
            return;
        }
        if (path.equals(root)) {
            listener.rescan("the project's directory changed");
            return;
        }
        String name = FileNames.below(root, path);
        if (!FileNames.isSpeakable(root, path, name)) {
            if (event.eventType() != DirectoryChangeEvent.EventType.MODIFY) {
                listener.rescan("something came or went that has no name");
            }
            return;
        }
        if (IgnoreRules.isRuleFile(name)) {
            rulesChanged("'" + name + "' changed");
        } else if (rules.isIgnored(name, event.isDirectory())) {
            log.trace("{} is ignored", name);
        } else if (event.isDirectory()) {
            if (event.eventType() != DirectoryChangeEvent.EventType.MODIFY) {
                listener.rescan("the directory '" + name + "' came or went");
            }
        } else if (DocumentNames.isDocumentFile(name)) {
            listener.dirty(name);
        }
    }

    private final class Events implements DirectoryChangeListener {
        @Override
        public void onEvent(DirectoryChangeEvent event) {
            changed(event);
        }

        @Override
        public void onException(Exception failure) {
            // An overflow shows as a NullPointerException here.
            log.debug("The watcher of {} stumbled", root, failure);
            if (isLimit(failure)) {
                giveUp(failure);
            }
            listener.rescan("the watcher stumbled");
        }
    }

    /** Goes into directories that are not ignored, and leaves out what it cannot list: the scan reports it. */
    private final class Unignored implements FileTreeVisitor {
        @Override
        public void recursiveVisitFiles(Path start, Callback onDirectory, Callback onFile) throws IOException {
            Files.walkFileTree(start, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                        throws IOException {
                    String name = FileNames.below(root, directory);
                    if (!directory.equals(root)
                            && (!FileNames.isSpeakable(root, directory, name) || rules.isIgnored(name, true))) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    onDirectory.call(directory);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    onFile.call(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path path, IOException failure) {
                    log.debug("{} is not watched", path, failure);
                    if (failure instanceof AccessDeniedException) {
                        await(path);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        }
    }
}
