package dev.markco.cli;

import ch.qos.logback.classic.Level;
import dev.markco.cli.JoinCheck.Claim;
import dev.markco.cli.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code markco agent join}: says that a directory may join the project that its own file of settings names. */
@Command(
        name = "join",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = {
            "Let a directory join the project that its .markco.toml names, or that is there already under its name.",
            "Such a file may come from anyone, and a start in its directory puts both sides together: so this is asked for"
                    + " once, before the first. It changes nothing else, asks no relay, and is remembered for you alone."
        },
        footer = {
            "",
            "Examples:",
            "  markco agent join --project ~/notes",
            "  markco agent join --project ~/notes notes     only if that is the name",
            "  markco agent join --project ~/notes --json | jq -r '.projects[]'"
        })
final class AgentJoinCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    Console console = new Console();

    @Option(
            names = "--project",
            paramLabel = "DIR",
            description = "The directory. Default: the nearest one upwards that has a .markco.toml.")
    @Nullable
    Path project;

    @Option(names = "--json", description = "Print what it may join as JSON.")
    boolean json;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The name of the project that it has to be.")
    @Nullable
    String name;

    @Override
    public Integer call() throws IOException {
        console.setUpLogging(Level.WARN);
        CommandSpec own = Objects.requireNonNull(spec);
        AgentOptions options = new AgentOptions();
        options.spec = own;
        options.project = project;
        Path directory = options.directory();
        List<Claim> ofAgent = JoinCheck.claims(Objects.requireNonNull(own.parent()), directory);
        List<Claim> ofUp = JoinCheck.claims(up(own), directory);
        Set<String> names = new TreeSet<>(List.of(value(ofAgent, "name"), value(ofUp, "name")));
        if (name != null && !names.equals(new TreeSet<>(List.of(name)))) {
            throw UsageException.of(
                    own,
                    directory + " would join '" + String.join("' and '", names) + "', not '" + name + "'",
                    "Start it with --name to give it another name.");
        }
        new JoinCheck(
                        directory,
                        Joins.ofUser(),
                        Stream.concat(ofAgent.stream(), ofUp.stream()).toList(),
                        true)
                .confirm();
        print(directory, value(ofAgent, "user"), names, value(ofAgent, "relay"));
        return ExitCode.OK;
    }

    /** What of {@code markco up} says what it joins; its whole command is not there, as nothing names it. */
    private static CommandSpec up(CommandSpec own) {
        CommandSpec up = CommandSpec.create()
                .name("up")
                .addOption(OptionSpec.builder("--name").type(String.class).build());
        new CommandLine(up).setDefaultValueProvider(Settings.of(own));
        return up;
    }

    private static String value(List<Claim> claims, String key) {
        return claims.stream()
                .filter(claim -> claim.key().equals(key))
                .map(Claim::value)
                .findFirst()
                .orElse("");
    }

    private void print(Path directory, String user, Set<String> names, String relay) {
        List<String> projects = names.stream().map(one -> user + "/" + one).toList();
        if (json) {
            ObjectNode object = JsonMapper.shared().createObjectNode();
            object.put("directory", directory.toString());
            object.put("relay", relay.isEmpty() ? null : relay);
            ArrayNode array = object.putArray("projects");
            projects.forEach(array::add);
            console.out().println(object);
        } else {
            console.say(directory + " may join " + String.join(" and ", projects) + " on "
                    + (relay.isEmpty() ? "the relay that you start it with" : relay) + ".");
            console.say(
                    "What it and the project have is put together with the next start of the agent or of 'markco up'.");
        }
    }
}
