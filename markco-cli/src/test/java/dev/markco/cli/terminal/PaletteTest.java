package dev.markco.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PaletteTest {
    @ParameterizedTest(name = "--color={0} {1}, terminal {2}: {3}")
    @CsvSource({
        ", '', true, true",
        ", '', false, false",
        "ALWAYS, NO_COLOR=1, false, true",
        "NEVER, CLICOLOR_FORCE=1, true, false",
        "AUTO, NO_COLOR=1, true, false",
        "AUTO, NO_COLOR=, true, true",
        "AUTO, TERM=dumb, true, false",
        ", CLICOLOR_FORCE=1, false, true",
        ", CLICOLOR_FORCE=0, false, false",
        ", CLICOLOR=0, true, false",
        ", NO_COLOR=1 CLICOLOR_FORCE=1, true, false",
        ", TERM=dumb CLICOLOR_FORCE=1, true, true",
    })
    void whenThereAreColours(Palette.@Nullable When when, String environment, boolean terminal, boolean colored) {
        Map<String, String> variables = new HashMap<>();
        for (String one : environment.split(" ", -1)) {
            if (!one.isEmpty()) {
                variables.put(one.substring(0, one.indexOf('=')), one.substring(one.indexOf('=') + 1));
            }
        }
        assertThat(Palette.decide(when, variables, terminal).isColored()).isEqualTo(colored);
    }
}
