package dev.markco.agent;

import java.nio.file.Path;

/** An agent as a process of its own, to be killed. */
public final class AgentProcess {
    private AgentProcess() {}

    /** Runs until killed; the arguments are the project's directory and the relay's address. */
    public static void main(String[] arguments) throws Exception {
        AgentConfig config = AgentConfig.of(Path.of(arguments[0]))
                .name("p")
                .relayUrl(arguments[1])
                .port(0)
                .build();
        new Agent(config).start();
        Thread.currentThread().join();
    }

    /** Starts the process. */
    static Process start(Path project, String relayUrl) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AgentProcess.class.getName(),
                        project.toString(),
                        relayUrl)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        project.resolve(".agent.log").toFile()))
                .start();
    }
}
