package dev.markco.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The agent that serves a directory, found by the address it leaves in {@code .markco/}, and asked at its local port. */
final class RunningAgent {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Option(
            names = "--project",
            paramLabel = "DIR",
            description = "The directory of the agent. Default: the nearest one upwards that has an agent's state.")
    @Nullable
    Path project;

    /** The agent of that directory. */
    static RunningAgent of(Path directory) {
        RunningAgent agent = new RunningAgent();
        agent.project = directory;
        return agent;
    }

    /** How the agent stands. */
    JsonNode status() {
        return send("/status", false);
    }

    /** Asks the agent for something. */
    JsonNode post(String what) {
        return send(what, true);
    }

    private JsonNode send(String path, boolean post) {
        Path directory = directory();
        URI address = address(directory);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + path)).timeout(PATIENCE);
        HttpClient http = Http.client(address);
        try {
            HttpResponse<String> answer = http.send(
                    (post ? request.POST(BodyPublishers.noBody()) : request).build(), BodyHandlers.ofString());
            JsonNode body = JsonMapper.shared().readTree(answer.body());
            if (answer.statusCode() != 200) {
                throw new CliException(
                        ExitCode.FAILURE,
                        "the agent of " + directory + " answers: "
                                + body.path("error").asString("status " + answer.statusCode()),
                        "Its own output says more.");
            }
            return body;
        } catch (IOException | JacksonException e) {
            throw none(directory, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.FAILURE, "interrupted", "", e);
        }
    }

    /** The directory that it serves. */
    Path directory() {
        Path given = project;
        Path start = (given == null ? Path.of("") : given).toAbsolutePath().normalize();
        if (given != null) {
            return start;
        }
        for (Path at = start; at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve(".markco"))) {
                return at;
            }
        }
        throw new CliException(
                ExitCode.NOT_FOUND,
                "neither " + start + " nor a directory above it is served by an agent",
                "Name the directory with --project.");
    }

    private static URI address(Path directory) {
        try {
            return AddressFile.ofAgent(directory).read().orElseThrow(() -> none(directory, null));
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILURE, "cannot read where the agent listens: " + e.getMessage(), "See " + directory, e);
        }
    }

    private static CliException none(Path directory, @Nullable Exception cause) {
        String message = "no agent serves " + directory;
        String hint = "Start one: markco agent --project " + directory;
        return cause == null
                ? new CliException(ExitCode.UNREACHABLE, message, hint)
                : new CliException(ExitCode.UNREACHABLE, message, hint, cause);
    }
}
