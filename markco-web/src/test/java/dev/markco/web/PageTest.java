package dev.markco.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class PageTest {
    private static final int MOST_BYTES = 400_000;

    @Test
    void withoutFilesThereIsNone() {
        assertThat(Page.from(PageTest.class, "nothing/")).isEmpty();
    }

    @Test
    @DisplayName("a page that lacks a file it lists is a broken build, and said to be")
    void brokenBuild() {
        assertThatThrownBy(() -> Page.from(PageTest.class, "broken/"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("assets/gone-1.js.gz");
    }

    @Test
    @DisplayName("the page that was built loads only files of its own, and weighs less than 400 KB")
    void built() throws IOException {
        Assumptions.assumeTrue(Page.built().isPresent(), "the page was built without Node");
        Page page = Page.built().orElseThrow();
        String html = page.html("a-nonce");
        assertThat(html).contains("nonce=\"a-nonce\"").doesNotContain("{{", "<script>", "style=", "http:", "https:");
        List<String> names = Pattern.compile("assets/([^\"]+)")
                .matcher(html)
                .results()
                .map((MatchResult one) -> one.group(1))
                .toList();
        assertThat(names)
                .hasSizeGreaterThan(3)
                .allSatisfy(name -> assertThat(page.asset(name)).isNotNull());
        Page.Asset style = page.asset(
                names.stream().filter(name -> name.endsWith(".css")).findFirst().orElseThrow());
        assertThat(new String(Objects.requireNonNull(style).plain(), StandardCharsets.UTF_8))
                .contains("color-scheme")
                .doesNotContain("url(");
        assertThat(page.names().stream()
                        .mapToInt(name -> {
                            Page.Asset asset = page.asset(name);
                            return asset == null ? 0 : asset.gzip().length;
                        })
                        .sum())
                .isBetween(50_000, MOST_BYTES);
    }
}
