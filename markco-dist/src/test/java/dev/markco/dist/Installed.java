package dev.markco.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The packaged markco, unpacked from its archive and installed below a directory of a test's own. */
final class Installed {
    private static final Path SHARED = Path.of("target", "installed").toAbsolutePath();
    private static boolean isShared;

    private final Path root;
    private final Path home;

    private Installed(Path root, Path home) {
        this.root = root;
        this.home = home;
    }

    /**
     * The installation that the tests of this process share, with its archive of classes, which costs more than they do; with
     * a home of the caller's own. It is not to be changed.
     */
    static synchronized Installed shared(Path home) {
        Installed shared = new Installed(SHARED, home);
        try {
            if (!isShared) {
                Tools.run(Path.of("target"), Map.of(), List.of("rm", "-rf", SHARED.toString()))
                        .checked();
                into(SHARED).shell("MARKCO_CDS=build markco version").checked();
                isShared = true;
            }
            Files.createDirectories(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return shared;
    }

    /** Unpacks and installs into {@code root}, which gets a prefix and a home. */
    static Installed into(Path root) {
        Installed installed = new Installed(root, root.resolve("home"));
        try {
            Files.createDirectories(installed.home());
            Files.createDirectories(root.resolve("unpacked"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Tools.run(root, Map.of(), List.of("tar", "-xzf", archive().toString(), "-C", root.resolve("unpacked") + ""))
                .checked();
        installed.install("--prefix", installed.prefix().toString()).checked();
        return installed;
    }

    /** The archive that the build made. */
    static Path archive() {
        return Path.of("target", "markco-" + version() + ".tar.gz").toAbsolutePath();
    }

    static String version() {
        String version = System.getProperty("markco.version");
        if (version == null) {
            throw new IllegalStateException("markco.version is not set");
        }
        return version;
    }

    Path prefix() {
        return root.resolve("prefix");
    }

    Path home() {
        return home;
    }

    /** Runs {@code install.sh}. */
    Tools.Result install(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("sh", root.resolve("unpacked/markco-" + version()) + "/install.sh"));
        command.addAll(List.of(arguments));
        return Tools.run(home(), environment(), command);
    }

    /** What a user's shell would have, with the installed command first on the path. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", prefix().resolve("bin") + ":" + System.getenv("PATH"));
        environment.put("HOME", home().toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        // No completion is late here, however busy the machine is.
        environment.put("MARKCO_JAVA_OPTS", "-Duser.home=" + home() + " -Dmarkco.completion.millis=60000");
        if (!root.equals(SHARED)) {
            environment.put("MARKCO_CDS", "off");
        }
        // Programs of PostgreSQL that were unpacked once serve all tests.
        environment.put(
                "XDG_CACHE_HOME", Path.of("target", "cache").toAbsolutePath().toString());
        environment.put("COLUMNS", "80");
        return environment;
    }

    /** Runs a line of shell, in which {@code markco} is the installed one. */
    Tools.Result shell(String line) {
        return Tools.run(home(), environment(), List.of("sh", "-c", line));
    }

    /** Every file, link and directory below the prefix. */
    List<String> files() {
        if (!Files.exists(prefix())) {
            return List.of();
        }
        try (Stream<Path> walked = Files.walk(prefix())) {
            return walked.map(path -> prefix().relativize(path).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
