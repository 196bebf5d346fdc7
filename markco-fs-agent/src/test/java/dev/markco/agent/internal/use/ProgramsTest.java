package dev.markco.agent.internal.use;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.sync.time.SystemTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What programs without a terminal raise when they use a file, and what is made of it. One that is not installed is not run. */
@EnabledOnOs(OS.LINUX)
final class ProgramsTest {
    @TempDir
    Path directory;

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "sed      | sed -i s/1/X/ a.md                                           | READ_BEFORE",
                "sed      | sed -i s/nothing/X/ a.md                                     | READ_BEFORE",
                "perl     | perl -pi -e s/1/X/ a.md                                      | READ_BEFORE",
                "patch    | patch -s a.md <<< $'1c1\\n< line 1\\n---\\n> line X'         | READ_BEFORE",
                "python3  | python3 -c 't=open(\"a.md\").read(); open(\"a.md\",\"w\").write(t+t)' | READ_BEFORE",
                "python3  | python3 -c 'f=open(\"a.md\",\"r+\"); t=f.read(); f.seek(0); f.write(t)' | READ_AND_WRITTEN_IN_ONE",
                "node     | node -e 'fs.writeFileSync(\"a.md\", fs.readFileSync(\"a.md\")+\"X\")' | READ_BEFORE",
                "ed       | ed -s a.md <<< $'1d\\nw\\nq'                                 | READ_BEFORE",
                "sort     | sort -ro a.md a.md                                           | READ_BEFORE",
                "tee      | tee a.md <<< X                                               | WRITTEN_BLIND",
                "tee      | tee -a a.md <<< X                                            | WRITTEN_BLIND",
                "bash     | echo X > a.md                                                | WRITTEN_BLIND",
                "bash     | echo X >> a.md; echo Y >> a.md                               | WRITTEN_BLIND",
                "dd       | dd of=a.md conv=notrunc status=none <<< X                    | WRITTEN_BLIND",
                "truncate | truncate -s 3 a.md                                           | WRITTEN_BLIND",
                "cp       | cp b.md a.md                                                 | WRITTEN_BLIND",
                "git      | echo X > a.md; git add a.md; git status                      | WRITTEN_BLIND",
                "mv       | mv b.md a.md                                                 | UNOPENED",
                "mv       | mv a.md c.md                                                 | UNOPENED",
                "rm       | rm a.md                                                      | UNOPENED",
                "stat     | stat a.md; ls -l a.md; test -r a.md                          | UNOPENED",
                "git      | git checkout -q other -- a.md                                | UNOPENED",
                "git      | git stash -q                                                 | READ_BEFORE",
                "touch    | touch a.md                                                   | READ_BEFORE",
                "cat      | cat a.md                                                     | READ_BEFORE",
                "grep     | grep -r line .                                               | READ_BEFORE",
                "git      | git status                                                   | READ_BEFORE",
                "git      | git add a.md                                                 | READ_BEFORE",
                "git      | git diff                                                     | READ_BEFORE",
                "tar      | tar cf b.tar a.md                                            | READ_BEFORE",
                "cp       | cp -a a.md b.md                                              | READ_BEFORE",
                "head     | head -n 1 a.md                                               | READ_BEFORE",
                "tail     | tail -n 1 a.md                                               | READ_BEFORE",
                "wc       | wc -c a.md                                                   | READ_BEFORE",
                "python3  | python3 -c 'import mmap; f=open(\"a.md\"); mmap.mmap(f.fileno(), 0, access=1).read()' | READ_BEFORE",
                "python3  | python3 -c 'import mmap; f=open(\"a.md\",\"r+\"); mmap.mmap(f.fileno(), 0)[0:1] = b\"X\"' | READ_BEFORE",
            })
    @DisplayName("what programs do is told by what they raise")
    void program(String needed, String script, Reading expected) throws Exception {
        Programs.assumeInstalled(needed);
        Path project = Files.createDirectory(directory.resolve("p"));
        Programs programs = new Programs(project, Files.createDirectory(directory.resolve("home")));
        // Of another length, so that git need not read it to know that it is another text.
        Path file =
                Files.writeString(project.resolve("a.md"), script.contains("checkout") ? "line\n" : "line 0\nline 2\n");
        Files.writeString(project.resolve("b.md"), "line b\n");
        if (script.contains("git ")) {
            programs.shell("git init -q && git add a.md && git -c user.name=me -c user.email=me@example.org"
                    + " -c commit.gpgsign=false commit -qm first && git branch other");
        }
        Files.writeString(file, "line 1\nline 2\n");
        try (FileUses uses = KernelUses.ofSystem(SystemTime.named("test-uses"))) {
            ArmedFile armed = Objects.requireNonNull(uses.arm(file, new Told()));
            programs.shell(script);
            UseHistory history = armed.mark();
            assertThat(Reading.of(history)).as("%s", history).isEqualTo(expected);
        }
    }
}
