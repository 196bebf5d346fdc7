package dev.markco.agent.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AliasesTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("aliases");
    }

    @Test
    void lastOverTheEndOfTheirAgent() {
        Aliases aliases = Aliases.open(file);
        aliases.put("a", "notes/ü b");
        aliases.put("notes/ü b", "c");
        Aliases again = Aliases.open(file);
        assertThat(again.get("a")).isEqualTo("notes/ü b");
        assertThat(again.get("notes/ü b")).isEqualTo("c");
        assertThat(again.get("c")).isNull();
    }

    @Test
    void endWhenTheirPathIsTakenAgain() {
        Aliases aliases = Aliases.open(file);
        aliases.put("a", "b");
        aliases.remove("a");
        aliases.remove("never was");
        assertThat(aliases.get("a")).isNull();
        assertThat(Aliases.open(file).get("a")).isNull();
    }

    @Test
    void leadInNoCircle() {
        Aliases aliases = Aliases.open(file);
        aliases.put("a", "b");
        aliases.put("b", "a");
        for (Aliases any : new Aliases[] {aliases, Aliases.open(file)}) {
            assertThat(any.get("a")).isNull();
            assertThat(any.get("b")).isEqualTo("a");
        }
    }

    @Test
    void aLineThatWasCutOffSpoilsNoOther() throws Exception {
        Aliases.open(file).put("a", "b");
        String whole = Files.readString(file);
        for (int length = 0; length < whole.length(); length++) {
            Files.writeString(file, whole + whole.substring(0, length));
            Aliases aliases = Aliases.open(file);
            aliases.put("c", "d");
            Aliases again = Aliases.open(file);
            assertThat(again.get("a")).as("length %d", length).isEqualTo("b");
            assertThat(again.get("c")).as("length %d", length).isEqualTo("d");
        }
    }

    @Test
    void aDamagedLineIsNotBelieved() throws Exception {
        Aliases.open(file).put("aa", "bb");
        String line = Files.readString(file);
        Files.writeString(file, line.replace("bb", "cc"));
        assertThat(Aliases.open(file).get("aa")).isNull();
        Files.writeString(file, "\n\u0000\u0001 \t\nnothing\n", StandardOpenOption.APPEND);
        assertThat(Aliases.open(file).get("nothing")).isNull();
    }

    @Test
    void theFileGetsNoLongerThanWhatItSays() throws Exception {
        Aliases aliases = Aliases.open(file);
        for (int i = 0; i < 100; i++) {
            aliases.put("a", "b" + i);
        }
        Aliases again = Aliases.open(file);
        assertThat(again.get("a")).isEqualTo("b99");
        assertThat(Files.readString(file).strip().lines()).hasSize(1);
    }

    @Test
    void theOldestAreForgotten() {
        Aliases aliases = Aliases.open(file);
        for (int i = 0; i <= Aliases.MOST; i++) {
            aliases.put("a" + i, "b" + i);
        }
        Aliases again = Aliases.open(file);
        assertThat(again.get("a0")).isNull();
        assertThat(again.get("a1")).isEqualTo("b1");
        assertThat(again.get("a" + Aliases.MOST)).isEqualTo("b" + Aliases.MOST);
    }

    @Test
    void oneThatCannotBeWrittenIsKnownUntilTheEnd() throws Exception {
        Files.createDirectory(file);
        Aliases aliases = Aliases.open(file);
        aliases.put("a", "b");
        assertThat(aliases.get("a")).isEqualTo("b");
    }
}
