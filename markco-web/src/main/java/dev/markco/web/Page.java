package dev.markco.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The page as it was built: one HTML text and the files that it loads, compressed. Immutable. */
public final class Page {
    /** What stands in the HTML where the nonce of its style sheets belongs. */
    private static final String NONCE = "{{nonce}}";

    private final String html;
    private final Map<String, Asset> assets;

    /**
     * A file that the page loads, under a name that no other content ever has.
     *
     * @param name its name
     * @param type its media type
     * @param hash what its content is known by
     * @param gzip its content, compressed so
     * @param brotli its content, compressed so
     */
    public record Asset(String name, String type, String hash, byte[] gzip, byte[] brotli) {
        /** Its content as it is, for the rare client that takes nothing compressed. */
        public byte[] plain() {
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Page(String html, Map<String, Asset> assets) {
        this.html = html;
        this.assets = Map.copyOf(assets);
    }

    /** A page of this HTML, with <code>{{nonce}}</code> where a nonce belongs, and these files. */
    public static Page of(String html, Collection<Asset> files) {
        Map<String, Asset> assets = new HashMap<>();
        files.forEach(file -> assets.put(file.name(), file));
        return new Page(html, assets);
    }

    /** Reads the page off the class path; empty when markco was built without it. */
    public static Optional<Page> built() {
        return from(Page.class, "page/");
    }

    /** Reads a page that lies beside a class, below a directory. */
    static Optional<Page> from(Class<?> beside, String directory) {
        byte[] list = bytes(beside, directory + "files.tsv");
        byte[] html = bytes(beside, directory + "index.html");
        if (list == null || html == null) {
            return Optional.empty();
        }
        List<Asset> assets = new ArrayList<>();
        new String(list, StandardCharsets.UTF_8).lines().forEach(line -> {
            String[] parts = line.split("\t", -1);
            String file = directory + "assets/" + parts[0];
            assets.add(new Asset(
                    parts[0], parts[1], parts[2], required(beside, file + ".gz"), required(beside, file + ".br")));
        });
        return Optional.of(of(new String(html, StandardCharsets.UTF_8), assets));
    }

    private static byte[] required(Class<?> beside, String file) {
        byte[] found = bytes(beside, file);
        if (found == null) {
            throw new IllegalStateException("the page was built without " + file + ": build markco-web anew");
        }
        return found;
    }

    private static byte @Nullable [] bytes(Class<?> beside, String file) {
        try (InputStream in = beside.getResourceAsStream(file)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " of the page cannot be read", e);
        }
    }

    /** The HTML, whose style sheets carry this nonce. */
    public String html(String nonce) {
        return html.replace(NONCE, nonce);
    }

    /** The names of its files. */
    public Set<String> names() {
        return assets.keySet();
    }

    /** A file by its name; null when there is none. */
    public @Nullable Asset asset(String name) {
        return assets.get(name);
    }
}
