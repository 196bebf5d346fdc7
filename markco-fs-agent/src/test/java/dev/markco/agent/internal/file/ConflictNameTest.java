package dev.markco.agent.internal.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of conflict copies, and others. */
final class ConflictNameTest {
    @ParameterizedTest
    @CsvSource({
        "notes.md, my-host",
        "a/b c.qmd, x.local",
        "a.conflict-h-01234567.md, h",
        "été.md, hôte",
    })
    void theNamesOfConflictCopiesLeadBack(String name, String host) {
        String copy = ConflictName.of(name, host, "text".getBytes(UTF_8));
        assertThat(copy).isNotEqualTo(name).contains(".conflict-");
        assertThat(ConflictName.original(copy)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.md",
                "a.conflict-.md",
                "a.conflict-host.md",
                "a.conflict-host-0123456.md",
                ".conflict-h-01234567.md"
            })
    void otherNamesAreNoConflictCopies(String name) {
        assertThat(ConflictName.original(name)).isNull();
    }
}
