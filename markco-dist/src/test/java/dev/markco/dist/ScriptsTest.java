package dev.markco.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shell scripts, as far as reading them tells. */
final class ScriptsTest {
    private static final Path TREE = Path.of("..").toAbsolutePath().normalize();

    @ParameterizedTest
    @ValueSource(strings = {"markco", "markco-dist/src/main/dist/bin/markco", "markco-dist/src/main/dist/install.sh"})
    void isPosixShell(String script) {
        Tools.Result read = Tools.run(TREE, Map.of(), List.of("sh", "-n", script));
        assertThat(read.err()).isEmpty();
        read.checked();
        Tools.need("shellcheck");
        Tools.run(TREE, Map.of(), List.of("shellcheck", "--shell=sh", script)).checked();
    }
}
