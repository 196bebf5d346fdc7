package dev.markco.cli;

import dev.markco.relay.store.Migrations;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The steps of the schema, as they are printed. */
final class SchemaSteps {
    private SchemaSteps() {}

    static void print(PrintWriter out, List<Migrations.Step> steps, boolean json) {
        for (Migrations.Step step : steps) {
            if (json) {
                ObjectNode line = JsonMapper.shared().createObjectNode();
                line.put("version", step.version());
                line.put("state", step.state().toLowerCase(Locale.ROOT));
                line.put("description", step.description());
                out.println(line);
            } else {
                out.printf(Locale.ROOT, "%-8s %-8s %s%n", step.version(), step.state(), step.description());
            }
        }
    }
}
