package dev.markco.bench.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** A directory of Markdown files of some 10 KB each, a hundred in a directory, the same ones for every syncer. */
final class BenchProject {
    private static final int FILE_CHARS = 10_000;
    private static final int FILES_A_DIRECTORY = 100;
    private static final int WORDS_A_LINE = 12;

    private final Path root;
    private final List<String> docs;

    private BenchProject(Path root, List<String> docs) {
        this.root = root;
        this.docs = docs;
    }

    static BenchProject make(Path root, int files) throws IOException {
        Random random = new Random(files);
        List<String> docs = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            String doc = String.format(Locale.ROOT, "part-%03d/page-%05d", i / FILES_A_DIRECTORY, i);
            docs.add(doc);
            Path file = root.resolve(doc + ".md");
            Files.createDirectories(root.resolve(doc).resolveSibling(""));
            Files.writeString(file, text(i, random));
        }
        return new BenchProject(root, docs);
    }

    private static String text(int number, Random random) {
        StringBuilder text = new StringBuilder("# Page " + number + "\n");
        while (text.length() < FILE_CHARS) {
            for (int i = 0; i < WORDS_A_LINE; i++) {
                text.append(Integer.toString(random.nextInt(1_000_000), Character.MAX_RADIX))
                        .append(i == WORDS_A_LINE - 1 ? "\n" : " ");
            }
        }
        return text.toString();
    }

    Path root() {
        return root;
    }

    List<String> docs() {
        return docs;
    }

    Path file(String doc) {
        return root.resolve(doc + ".md");
    }
}
