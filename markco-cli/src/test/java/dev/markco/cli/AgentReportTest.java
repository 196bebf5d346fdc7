package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What {@code agent status} prints. */
final class AgentReportTest {
    private final ObjectNode status = JsonMapper.shared().createObjectNode();
    private final ArrayNode documents = status.putArray("documents");

    @Test
    void whatNeedsSomebodyComesFirstAndIsAllThere() {
        status.putObject("counts").put("synced", 1).put("uploading", 1).put("conflict", 1);
        add("a", "uploading", null);
        add("b", "synced", null);
        add("c", "conflict", "another text");
        assertThat(printed(false))
                .isEqualTo("1 in sync, 1 uploading, 1 conflict\nc: conflict, another text\na: uploading\n");
    }

    @Test
    void ofManyOnTheirWayOnlyTheFirstAreNamed() {
        int many = 10_000;
        for (int i = 0; i < many; i++) {
            add("d" + i, i % 2 == 0 ? "uploading" : "downloading", null);
        }
        add("broken", "ignored", "not UTF-8");
        String printed = printed(false);
        assertThat(printed.lines()).hasSize(1 + 1 + AgentReport.MOST_UNDER_WAY + 1);
        assertThat(printed.lines().skip(1))
                .startsWith("broken: ignored, not UTF-8", "d0: uploading", "d1: downloading");
        assertThat(printed).endsWith("and 9980 more on their way; --json names all\n");
        assertThat(printed(true)).contains("\"d9999\"");
    }

    private void add(String docPath, String state, @Nullable String why) {
        documents.addObject().put("docPath", docPath).put("state", state).put("why", why);
    }

    private String printed(boolean json) {
        StringWriter out = new StringWriter();
        AgentReport.print(new PrintWriter(out), status, json);
        return out.toString().replace("\r\n", "\n");
    }
}
