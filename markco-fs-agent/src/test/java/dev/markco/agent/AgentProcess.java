package dev.markco.agent;

import dev.markco.sync.interop.JavaImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An agent as a process of its own, to be killed. It ends by itself when whoever started it does. */
public final class AgentProcess {
    private static final int GO = '\n';

    private final Process process;

    private AgentProcess(Process process) {
        this.process = process;
    }

    /**
     * Waits for a line of input and then runs until killed; the arguments are the project's directory and the relay's
     * address. With a third one it starts at once, and ends well when all is in sync.
     */
    public static void main(String[] arguments) throws Exception {
        AgentConfig config = AgentConfig.of(Path.of(arguments[0]))
                .name("p")
                .relayUrl(arguments[1])
                .port(0)
                .build();
        if (arguments.length > 2) {
            try (Agent agent = new Agent(config)) {
                agent.start();
                if (!agent.awaitInSync(Duration.ofSeconds(30))) {
                    throw new IllegalStateException("not in sync: " + agent.status());
                }
            }
            return;
        }
        if (System.in.read() == GO) {
            new Agent(config).start();
            while (System.in.read() >= 0) {
                // Nothing is said any more; the end of input is the end of whoever started this.
            }
        }
        Runtime.getRuntime().halt(1);
    }

    /** Starts the process, which then waits for {@link #go}. */
    static AgentProcess start(JavaImage image, Path project, String relayUrl) throws IOException {
        return start(
                image.command(List.of("-Xmx256m"), List.of(AgentProcess.class.getName(), project.toString(), relayUrl)),
                project);
    }

    /** Starts the process as a user who may have only so many directories watched; it waits, too. */
    static AgentProcess startWithWatches(int limit, Path project, String relayUrl) throws IOException {
        List<String> command = new ArrayList<>(LimitedWatches.shell(limit));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), AgentProcess.class.getName()));
        command.addAll(List.of(project.toString(), relayUrl));
        return start(command, project);
    }

    /** Starts the process and has it start its agent. */
    static AgentProcess startNow(Path project, String relayUrl) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                AgentProcess.class.getName(),
                project.toString(),
                relayUrl);
        AgentProcess started = start(command, project);
        started.go();
        return started;
    }

    /** Starts the process behind another command, in an environment that is changed, and has it start its agent. */
    static AgentProcess startBehind(List<String> before, Map<String, String> environment, Path project, String relayUrl)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), AgentProcess.class.getName()));
        command.addAll(List.of(project.toString(), relayUrl));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        AgentProcess started = start(builder, project);
        started.go();
        return started;
    }

    private static AgentProcess start(List<String> command, Path project) throws IOException {
        return start(new ProcessBuilder(command), project);
    }

    private static AgentProcess start(ProcessBuilder builder, Path project) throws IOException {
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        project.resolve(".agent.log").toFile()))
                .start();
        return new AgentProcess(process);
    }

    /** Has the agent start. */
    void go() throws IOException {
        process.getOutputStream().write("\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Sends it a signal, by its name. */
    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (kill.waitFor() != 0) {
            throw new IOException("unable to send " + name);
        }
    }

    /** Kills it as SIGKILL does, whatever it does at the moment. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
