package dev.markco.relay.postgres;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * An operating system and processor that PostgreSQL binaries exist for.
 *
 * @param system {@code linux} or {@code darwin}
 * @param machine {@code x86_64} or {@code arm_64}
 * @param alpine whether the C library is musl, as on Alpine Linux
 */
record Platform(String system, String machine, boolean alpine) {

    static Platform current() {
        return of(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Files.exists(Path.of("/etc/alpine-release")));
    }

    static Platform of(String osName, String osArch, boolean alpine) {
        String os = osName.toLowerCase(Locale.ROOT);
        String system = os.startsWith("linux") ? "linux" : os.startsWith("mac") ? "darwin" : "";
        String machine = switch (osArch.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64", "x64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default -> "";
        };
        if (system.isEmpty() || machine.isEmpty()) {
            throw new EmbeddedPostgresException(
                    "there is no embedded PostgreSQL for " + osName + " on " + osArch,
                    "install PostgreSQL and set DATABASE_URL to it");
        }
        return new Platform(system, machine, system.equals("linux") && alpine);
    }

    boolean isLinux() {
        return system.equals("linux");
    }

    /** The archive's name on the class path, as zonky's binaries name it. */
    String archiveName() {
        return "postgres-" + system + "-" + machine + (alpine ? "-alpine_linux" : "") + ".txz";
    }
}
