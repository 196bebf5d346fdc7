package dev.markco.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive, installed as a user does it. */
final class InstallIT {
    @TempDir
    Path temp;

    private Installed markco;

    @BeforeEach
    void install() {
        markco = Installed.into(temp);
    }

    private String prefix() {
        return markco.prefix().toString();
    }

    @Test
    @DisplayName("what was installed runs, and after the uninstall nothing is left")
    void installRunUninstall() {
        assertThat(markco.shell("markco version").checked().out()).startsWith("markco " + Installed.version());
        assertThat(markco.files())
                .contains(
                        "bin/markco",
                        "share/man/man1/markco-doc-dump.1",
                        "share/bash-completion/completions/markco",
                        "share/zsh/site-functions/_markco",
                        "share/fish/vendor_completions.d/markco.fish",
                        "lib/systemd/system/markco-relay.service",
                        "share/systemd/user/markco-agent@.service");
        assertThat(markco.prefix().resolve("lib/systemd/system/markco-relay.service"))
                .content()
                .contains("ExecStart=\"" + prefix() + "/bin/markco\" relay serve")
                .doesNotContain("@PREFIX@");
        assertThat(markco.install("--prefix", prefix(), "--uninstall").checked().out())
                .contains("removed");
        assertThat(markco.files()).isEmpty();
        assertThat(markco.install("--prefix", prefix(), "--uninstall").exitCode())
                .isEqualTo(6);
    }

    @Test
    @DisplayName("a second install replaces the first, drops what it no longer has, and leaves what is not its own")
    void replaces() throws IOException {
        Path foreign = markco.prefix().resolve("bin/other");
        Files.writeString(foreign, "not ours");
        Path old = markco.prefix().resolve("lib/markco/lib/old-1.0.jar");
        Files.writeString(old, "of an older version");
        Path manifest = markco.prefix().resolve("lib/markco/manifest");
        Files.writeString(manifest, Files.readString(manifest) + "f lib/markco/lib/old-1.0.jar\n");
        List<String> before = markco.files();
        markco.install("--prefix", prefix()).checked();
        assertThat(old).doesNotExist();
        assertThat(markco.files())
                .isEqualTo(before.stream()
                        .filter(file -> !file.endsWith("old-1.0.jar"))
                        .toList());
        markco.shell("markco version").checked();
        // The installed copy of the script removes as well.
        Tools.run(
                        temp,
                        markco.environment(),
                        List.of("sh", prefix() + "/lib/markco/install.sh", "--prefix", prefix(), "--uninstall"))
                .checked();
        assertThat(markco.files()).containsExactly("", "bin", "bin/other");
    }

    @Test
    @DisplayName("the launcher says what is wrong with Java")
    void javaProblems() throws IOException {
        Tools.Result missing = markco.shell("JAVA_HOME=/nowhere markco version");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("JAVA_HOME is /nowhere", "→");
        Path old = temp.resolve("old java/bin");
        Files.createDirectories(old);
        Files.writeString(old.resolve("java"), "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
        assertThat(old.resolve("java").toFile().setExecutable(true)).isTrue();
        Tools.Result elder = markco.shell("JAVA_HOME='" + old.getParent() + "' markco version");
        assertThat(elder.exitCode()).isEqualTo(1);
        assertThat(elder.err()).contains("Java 11.0.2", "17 or newer");
        assertThat(markco.shell("unset JAVA_HOME; PATH=/nowhere " + prefix() + "/bin/markco version; true")
                        .out())
                .isEmpty();
    }

    @Test
    @DisplayName("the archive of classes is made once, used, and never missed")
    void classDataSharing() throws IOException {
        Path cache = temp.resolve("cache");
        String line = "MARKCO_CDS= XDG_CACHE_HOME='" + cache + "' markco version";
        Tools.Result first = markco.shell(line).checked();
        // It is made by another process, which a busy machine gives little time.
        await().atMost(Duration.ofMinutes(4)).untilAsserted(() -> {
            try (Stream<Path> files = Files.list(cache.resolve("markco/cds"))) {
                assertThat(files.map(Path::toString)).singleElement().asString().endsWith(".jsa");
            }
        });
        String loads =
                "MARKCO_CDS= XDG_CACHE_HOME='" + cache + "' MARKCO_JAVA_OPTS=-Xlog:class+load:stderr markco version";
        Tools.Result second = markco.shell(loads).checked();
        assertThat(second.out()).isEqualTo(first.out());
        assertThat(second.err())
                .containsPattern("dev\\.markco\\.cli\\.Main source: shared objects file")
                .containsPattern("picocli\\.CommandLine source: shared objects file");
        // One that is damaged, and a cache that cannot be written, cost nothing but time.
        try (Stream<Path> files = Files.list(cache.resolve("markco/cds"))) {
            Path archive = files.findFirst().orElseThrow();
            assertThat(archive.toFile().setWritable(true)).isTrue();
            Files.writeString(archive, "damaged");
        }
        for (String other : List.of(
                line,
                "MARKCO_CDS= XDG_CACHE_HOME=/dev/null/nothing markco version",
                "MARKCO_CDS= XDG_CACHE_HOME= HOME= markco version",
                "MARKCO_CDS=off markco version")) {
            Tools.Result result = markco.shell(other);
            assertThat(result.err()).as(other).isEmpty();
            assertThat(result.checked().out()).isEqualTo(first.out());
        }
    }
}
