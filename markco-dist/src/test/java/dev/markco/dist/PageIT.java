package dev.markco.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.markco.web.Page;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * The page in a real Chromium, against the installed markco: each scenario of {@code markco-web/browser/scenarios.mjs} is a
 * test. Without a Chromium it is skipped and says so; with {@code -Dmarkco.browser=required} it fails.
 */
final class PageIT {
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");
    private static final Path WEB = Path.of("..", "markco-web").toAbsolutePath().normalize();
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory = Path.of("unset");

    @TestFactory
    Stream<DynamicTest> page() throws IOException {
        Optional<String> browser = onPath(BROWSERS);
        requireOrSkip(Page.built().isPresent(), "the page was not built, since there was no Node");
        requireOrSkip(browser.isPresent(), "there is no Chromium on the path (" + String.join(", ", BROWSERS) + ")");
        Scenarios scenarios = Scenarios.start(
                Installed.shared(directory.resolve("home")), browser.orElseThrow(), directory.resolve("work"));
        return scenarios.plan().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> scenarios.expect(name)))
                .onClose(scenarios::close);
    }

    private static void requireOrSkip(boolean there, String missing) {
        if (!there && "required".equals(System.getProperty("markco.browser"))) {
            throw new AssertionError("The page is to be tried in a browser, but " + missing + ".");
        }
        if (!there) {
            System.out.println("[WARNING] The page is NOT tried in a browser: " + missing + ".");
        }
        assumeTrue(there, missing);
    }

    private static Optional<String> onPath(List<String> names) {
        return names.stream()
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                        .map(directory -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    /** The running script, which tells how each scenario went in the order of its plan. */
    private static final class Scenarios {
        private final Process process;
        private final BufferedReader said;
        private final Path errors;
        private final List<String> plan;

        private Scenarios(Process process, Path errors) throws IOException {
            this.process = process;
            this.errors = errors;
            this.said = process.inputReader(StandardCharsets.UTF_8);
            JsonNode first = next();
            List<String> names = new ArrayList<>();
            first.get("plan").forEach(name -> names.add(name.asString()));
            this.plan = List.copyOf(names);
        }

        static Scenarios start(Installed markco, String browser, Path work) throws IOException {
            Files.createDirectories(work);
            Path errors = work.resolve("scenarios.log");
            ProcessBuilder builder = new ProcessBuilder(
                            "node",
                            WEB.resolve("browser/scenarios.mjs").toString(),
                            markco.prefix().resolve("bin/markco").toString(),
                            browser,
                            work.toString())
                    .directory(WEB.toFile())
                    .redirectError(errors.toFile());
            builder.environment().putAll(markco.environment());
            builder.environment().put("LC_ALL", "C.UTF-8");
            return new Scenarios(builder.start(), errors);
        }

        List<String> plan() {
            assertThat(plan).isNotEmpty();
            return plan;
        }

        /** The next object that is no measurement; those are told to whoever reads the build's output. */
        private JsonNode next() throws IOException {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                JsonNode object = JSON.readTree(line);
                if (!object.has("measure")) {
                    return object;
                }
                System.out.println("[INFO] page: " + line);
            }
            throw new AssertionError("the scenarios ended early: " + Files.readString(errors));
        }

        private JsonNode named(String name) throws IOException {
            JsonNode result = next();
            while (!result.get("name").asString().equals(name)) {
                result = next();
            }
            return result;
        }

        /** Waits for a scenario's result; those before it are of no interest when it is tried once more, alone. */
        void expect(String name) throws IOException {
            JsonNode result = named(name);
            assertThat(result.get("ok").asBoolean())
                    .as(() -> result.get("error").asString())
                    .isTrue();
        }

        void close() {
            try {
                if (!process.waitFor(1, TimeUnit.MINUTES)) {
                    process.destroy();
                }
                said.close();
            } catch (InterruptedException e) {
                process.destroy();
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
