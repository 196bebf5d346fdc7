package dev.markco.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where markco keeps its own data by default, after the XDG base directory rules. */
final class DataDirectory {
    private DataDirectory() {}

    static Path standard() {
        return standard(System.getenv("XDG_DATA_HOME"), Path.of(System.getProperty("user.home")));
    }

    static Path standard(@Nullable String xdgDataHome, Path home) {
        boolean given = xdgDataHome != null && Path.of(xdgDataHome).isAbsolute();
        Path base = given ? Path.of(xdgDataHome) : home.resolve(".local").resolve("share");
        return base.resolve("markco");
    }
}
