package dev.markco.agent.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IgnoreRulesTest {
    @TempDir
    Path root;

    @Test
    void rulesCountInGitsWay() throws IOException {
        Files.writeString(root.resolve(".gitignore"), "drafts/\n*.tmp.md\n!keep.tmp.md\n/top.md\n");
        Files.createDirectories(root.resolve("sub/deep"));
        Files.writeString(root.resolve("sub/.gitignore"), "!a.tmp.md\n");
        Files.writeString(root.resolve(".markcoignore"), "private.md\n!build/\n");
        Files.createDirectories(root.resolve("env"));
        Files.writeString(root.resolve("env/pyvenv.cfg"), "");
        IgnoreRules rules = new IgnoreRules(root);

        assertThat(rules.isIgnored("a.md", false)).isFalse();
        assertThat(rules.isIgnored("drafts/a.md", false))
                .as("below an ignored directory")
                .isTrue();
        assertThat(rules.isIgnored("sub/drafts/deep/a.md", false)).isTrue();
        assertThat(rules.isIgnored("x.tmp.md", false)).isTrue();
        assertThat(rules.isIgnored("keep.tmp.md", false)).isFalse();
        assertThat(rules.isIgnored("sub/a.tmp.md", false))
                .as("the nearer file wins")
                .isFalse();
        assertThat(rules.isIgnored("top.md", false)).isTrue();
        assertThat(rules.isIgnored("sub/top.md", false)).isFalse();
        assertThat(rules.isIgnored("sub/deep/private.md", false)).isTrue();
        assertThat(rules.isIgnored("build/a.md", false)).as("asked for").isFalse();
        assertThat(rules.isIgnored("dist/a.md", false)).isTrue();
        assertThat(rules.isIgnored("env/a.md", false)).isTrue();
        assertThat(rules.isIgnored("node_modules/x/README.md", false)).isTrue();
        assertThat(rules.isIgnored(".git/a.md", false)).isTrue();
        assertThat(rules.isIgnored(".markco/a.md", false)).isTrue();
        assertThat(rules.isIgnored("sub/.hidden/a.md", false)).isTrue();
    }

    @Test
    void changedRulesAreReadWhenForgotten() throws IOException {
        IgnoreRules rules = new IgnoreRules(root);
        assertThat(rules.isIgnored("a.md", false)).isFalse();
        Files.writeString(root.resolve(".gitignore"), "a.md\n");
        rules.forget();
        assertThat(rules.isIgnored("a.md", false)).isTrue();
    }
}
