import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Builds and tests the page with Node for Maven, which must also work where there is no Node: run as a source file, {@code
 * java PageBuild.java build|test auto|required|none <module> <target> <output>}.
 */
final class PageBuild {
    private static final int OLDEST_NODE = 18;
    private static final boolean WINDOWS =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

    private final Path module;
    private final Path target;
    private final Path output;

    private PageBuild(Path module, Path target, Path output) {
        this.module = module;
        this.target = target;
        this.output = output;
    }

    public static void main(String[] arguments) throws Exception {
        String mode = arguments[1];
        if (!List.of("auto", "required", "none").contains(mode)) {
            throw new IllegalArgumentException("-Dmarkco.page is auto, required or none, not '" + mode + "'");
        }
        PageBuild build = new PageBuild(Path.of(arguments[2]), Path.of(arguments[3]), Path.of(arguments[4]));
        String missing = mode.equals("none") ? "-Dmarkco.page=none" : build.whatIsMissing();
        if (missing != null) {
            if (mode.equals("required")) {
                System.err.println("[ERROR] The page cannot be built: " + missing + ". Install Node " + OLDEST_NODE
                        + " or newer with npm.");
                System.exit(1);
            }
            if (arguments[0].equals("build")) {
                System.out.println("[WARNING] The relay is built without its page: " + missing + ".");
                build.leaveOut();
            } else {
                System.out.println("[WARNING] The page's tests are skipped: " + missing + ".");
            }
            return;
        }
        if (arguments[0].equals("build")) {
            build.build();
        } else {
            build.install();
            build.node("build/tests.mjs", build.target.resolve("page-tests").toString());
        }
    }

    /** Why there can be no page; null when nothing is missing. */
    private String whatIsMissing() throws InterruptedException {
        String node = firstLine("node", "--version");
        if (node == null) {
            return "there is no Node";
        }
        Matcher version = Pattern.compile("v(\\d+)\\..*").matcher(node);
        if (!version.matches() || Integer.parseInt(version.group(1)) < OLDEST_NODE) {
            return "Node " + node + " is older than " + OLDEST_NODE;
        }
        return firstLine(npm(), "--version") == null ? "there is no npm" : null;
    }

    private static String npm() {
        return WINDOWS ? "npm.cmd" : "npm";
    }

    private static String firstLine(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? said.lines().findFirst().orElse(null) : null;
        } catch (IOException e) {
            return null; // there is no such program
        }
    }

    private void build() throws Exception {
        Path stamp = target.resolve("page.stamp");
        String inputs = digest(inputs());
        if (Files.exists(output.resolve("files.tsv"))
                && Files.exists(stamp)
                && Files.readString(stamp).equals(inputs)) {
            return;
        }
        install();
        leaveOut();
        node("build/page.mjs", output.toString());
        Files.createDirectories(target);
        Files.writeString(stamp, inputs);
    }

    /** Installs what package-lock.json says, unless that is there. */
    private void install() throws Exception {
        Path stamp = module.resolve("node_modules/.installed-for");
        String lock = digest(List.of(module.resolve("package-lock.json")));
        if (Files.exists(stamp) && Files.readString(stamp).equals(lock)) {
            return;
        }
        run(npm(), "ci", "--no-fund", "--no-audit", "--loglevel=error");
        Files.writeString(stamp, lock);
    }

    private void node(String script, String argument) throws Exception {
        run("node", script, argument);
    }

    private void run(String... command) throws Exception {
        int code = new ProcessBuilder(command)
                .directory(module.toFile())
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            System.err.println("[ERROR] '" + String.join(" ", command) + "' in " + module + " ended with " + code
                    + ". Build without the page with -Dmarkco.page=none.");
            System.exit(1);
        }
    }

    private List<Path> inputs() throws IOException {
        List<Path> inputs = new ArrayList<>();
        for (String part : List.of("src/page", "build", "test", "browser")) {
            try (Stream<Path> walked = Files.walk(module.resolve(part))) {
                inputs.addAll(walked.filter(Files::isRegularFile).sorted().toList());
            }
        }
        for (String file : List.of("package.json", "package-lock.json", "tsconfig.json", ".prettierrc.json")) {
            inputs.add(module.resolve(file));
        }
        return inputs;
    }

    private String digest(List<Path> files) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Path file : files) {
            digest.update(module.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
            digest.update(Files.readAllBytes(file));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Removes what an earlier build left. */
    private void leaveOut() throws IOException {
        Files.deleteIfExists(target.resolve("page.stamp"));
        if (Files.exists(output)) {
            try (Stream<Path> walked = Files.walk(output)) {
                walked.sorted(Comparator.reverseOrder()).forEach(path -> {
                    try {
                        Files.delete(path);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
        }
    }
}
