package dev.markco.cli;

import dev.markco.cli.config.Setting;
import dev.markco.cli.config.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
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
import tools.jackson.databind.node.ObjectNode;

/** {@code markco config show}: every value that an option has without being given, and where it comes from. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = {
            "Show what every option is when it is not given, and where that comes from.",
            "Secrets are not shown, only whether they are set."
        },
        footer = {
            "",
            "Examples:",
            "  markco config show                    all commands",
            "  markco config show agent              one of them",
            "  markco config show --set              only what is not a default",
            "  markco config show --json | jq 'select(.option == \"--relay\")'",
            "",
            "See 'markco help configuration' for the files."
        })
final class ConfigShowCommand implements Callable<Integer> {
    private static final String HIDDEN = "(set, not shown)";

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    Console console = new Console();

    @Option(names = "--json", description = "Print one JSON object a line.")
    boolean json;

    @Option(names = "--set", description = "Leave out what is a default.")
    boolean onlySet;

    @Option(
            names = "--project",
            paramLabel = "DIR",
            description = "As seen from the project in this directory. Default: the one around the current directory.")
    @Nullable
    Path project;

    @Parameters(
            arity = "0..*",
            paramLabel = "COMMAND",
            description = "A command, such as 'agent' or 'doc'. Default: all.")
    List<String> commands = new ArrayList<>();

    /** What one option is; {@code value} is null where it is nothing. */
    private record Row(
            String option,
            @Nullable String value,
            String source,
            @Nullable String where) {}

    @Override
    public Integer call() {
        CommandSpec own = Objects.requireNonNull(spec);
        Settings settings = Settings.of(own);
        CommandLine root = own.root().commandLine();
        Map<String, Map<String, Row>> all = rows(root, settings);
        for (String wanted : commands) {
            if (!all.containsKey(wanted)) {
                throw new CliException(
                        ExitCode.USAGE,
                        "'" + wanted + "' is no command with settings",
                        "These are: " + String.join(", ", all.keySet()) + ".");
            }
        }
        if (!commands.isEmpty()) {
            all.keySet().retainAll(commands);
        }
        PrintWriter out = console.out();
        if (json) {
            all.forEach((command, rows) -> rows.values().forEach(row -> out.println(object(command, row))));
        } else {
            print(out, settings, all);
        }
        out.flush();
        settings.check();
        return ExitCode.OK;
    }

    /** By command, as its table in a file is called, and by option. */
    private Map<String, Map<String, Row>> rows(CommandLine root, Settings settings) {
        Map<String, Map<String, Row>> all = new LinkedHashMap<>();
        for (CommandLine command : root.getSubcommands().values()) {
            Map<String, Row> rows = new LinkedHashMap<>();
            collect(command, settings, rows);
            if (!rows.isEmpty()) {
                all.put(Settings.section(command.getCommandSpec()), rows);
            }
        }
        return all;
    }

    private void collect(CommandLine command, Settings settings, Map<String, Row> rows) {
        if (command.getCommandSpec().usageMessage().hidden()) {
            return;
        }
        for (OptionSpec option : command.getCommandSpec().options()) {
            String name = option.longestName();
            if (isShown(name) && !option.hidden()) {
                Row row = row(option, settings.find(option));
                if (!onlySet || row.where != null) {
                    rows.putIfAbsent(name, row);
                }
            }
        }
        command.getSubcommands().values().forEach(below -> collect(below, settings, rows));
    }

    private static boolean isShown(String name) {
        return Settings.isKept(name) || Settings.isSecret(name) || name.equals("--project");
    }

    private static Row row(OptionSpec option, Optional<Setting> found) {
        String name = option.longestName();
        if (found.isEmpty()) {
            return new Row(name, option.defaultValue(), "default", null);
        }
        Setting setting = found.get();
        return new Row(
                name,
                Settings.isSecret(name) ? HIDDEN : setting.value(),
                setting.source().name().toLowerCase(Locale.ROOT),
                setting.where());
    }

    private static ObjectNode object(String command, Row row) {
        ObjectNode object = JsonMapper.shared().createObjectNode();
        object.put("command", command);
        object.put("option", row.option);
        object.put("value", row.value);
        object.put("source", row.source);
        object.put("where", row.where);
        return object;
    }

    private static void print(PrintWriter out, Settings settings, Map<String, Map<String, Row>> all) {
        Path project = settings.projectFile();
        out.println("# user     " + settings.userFile() + (settings.hasUserFile() ? "" : " (not there)"));
        out.println("# project  " + (project == null ? "none here" : project));
        all.forEach((command, rows) -> {
            out.println();
            out.println("[" + command + "]");
            int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0) - "--".length();
            rows.values().forEach(row -> out.println(line(row, width)));
        });
    }

    /** As a file of settings would say it; what says nothing there is a comment. */
    private static String line(Row row, int width) {
        String name = row.option.substring(2);
        String source = "  # " + (row.where == null ? row.source : row.where);
        if (row.value == null) {
            return "# " + name;
        }
        if (row.value.equals(HIDDEN)) {
            return "# " + name + " " + HIDDEN + source;
        }
        boolean bare = row.value.matches("[0-9]+|true|false");
        String value = bare ? row.value : '"' + row.value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        return String.format(Locale.ROOT, "%-" + width + "s = %s%s", name, value, source);
    }
}
