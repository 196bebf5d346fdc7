package dev.markco.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the user has let the directories of projects join, by the option that names it. It is the user's own, outside of any
 * project: a directory has only a word that nobody can guess, which says what of it is about that directory. So a directory
 * may be moved, and one that comes from somebody else brings nothing along (R38).
 *
 * <pre>
 * project/.markco/joined    word LF                      word = 32 hex digits
 * joined/word.json          {"directory": text, option: [text, …], …}
 * </pre>
 */
final class Joins {
    private static final int WORD_BYTES = 16;
    private static final String DIRECTORY = "directory";

    private final Path directory;
    private final SecureRandom random = new SecureRandom();

    Joins(Path directory) {
        this.directory = directory;
    }

    /** Those of the user who runs this. */
    static Joins ofUser() {
        return new Joins(DataDirectory.standard().resolve("joined"));
    }

    /** What a directory was let join; null where nothing is known of it. */
    @Nullable
    Map<String, Set<String>> of(Path project) throws IOException {
        String word = word(project);
        if (word == null) {
            return null;
        }
        try {
            JsonNode read = JsonMapper.shared().readTree(Files.readAllBytes(file(word)));
            Map<String, Set<String>> joined = new TreeMap<>();
            read.properties().forEach(one -> {
                if (one.getValue().isArray()) {
                    Set<String> values = joined.computeIfAbsent(one.getKey(), key -> new TreeSet<>());
                    one.getValue().forEach(value -> values.add(value.asString("")));
                }
            });
            return joined;
        } catch (NoSuchFileException e) {
            return null;
        } catch (JacksonException e) {
            throw new IOException(file(word) + " is damaged; delete it, and join again", e);
        }
    }

    /** Lets a directory join more. */
    void add(Path project, Map<String, Set<String>> more) throws IOException {
        Map<String, Set<String>> known = of(project);
        Map<String, Set<String>> all = new TreeMap<>(known == null ? Map.of() : known);
        more.forEach((option, values) -> {
            Set<String> both = new TreeSet<>(all.getOrDefault(option, Set.of()));
            both.addAll(values);
            all.put(option, both);
        });
        if (all.equals(known)) {
            return;
        }
        String word = known == null ? newWord(project) : String.valueOf(word(project));
        ObjectNode text = JsonMapper.shared().createObjectNode();
        text.put(DIRECTORY, project.toString());
        all.forEach((option, values) -> {
            ArrayNode array = text.putArray(option);
            values.forEach(array::add);
        });
        Files.createDirectories(directory);
        WholeFile.write(file(word), (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private Path file(String word) {
        return directory.resolve(word + ".json");
    }

    private String newWord(Path project) throws IOException {
        byte[] bytes = new byte[WORD_BYTES];
        random.nextBytes(bytes);
        String word = HexFormat.of().formatHex(bytes);
        Path state = project.resolve(".markco");
        if (Files.isSymbolicLink(state)) {
            throw new IOException(state + " is a link; delete it");
        }
        Files.createDirectories(state);
        Path ignore = state.resolve(".gitignore");
        if (!Files.exists(ignore, LinkOption.NOFOLLOW_LINKS)) {
            Files.writeString(ignore, "*\n", StandardOpenOption.CREATE_NEW);
        }
        // Not by a name that may be there, as a link that leads out of the project.
        Path fresh = state.resolve("joined-" + word);
        Files.writeString(fresh, word + "\n", StandardOpenOption.CREATE_NEW);
        Files.move(fresh, note(project), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return word;
    }

    private static @Nullable String word(Path project) throws IOException {
        try {
            String text =
                    Files.readString(note(project), StandardCharsets.UTF_8).strip();
            return text.matches("[0-9a-f]{" + 2 * WORD_BYTES + "}") ? text : null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static Path note(Path project) {
        return project.resolve(".markco").resolve("joined");
    }
}
