package dev.markco.dist;

/** What differs from run to run, replaced by names. */
final class Placeholders {
    private final Installed markco;

    Placeholders(Installed markco) {
        this.markco = markco;
    }

    /** The text with names for changing parts; it ends with a line end unless it is empty. */
    String in(String text) {
        String named = text.replace(markco.home().toString(), "<home>")
                .replace(Installed.version(), "<version>")
                .replace(System.getProperty("java.vendor"), "<vendor>")
                .replaceAll("\\b" + System.getProperty("java.version").replace(".", "\\.") + "\\b", "<java>")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z", "<time>")
                .replaceAll("127\\.0\\.0\\.1:(?!3005|3001|4444)\\d{4,5}\\b", "127.0.0.1:<port>")
                .replaceAll("\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b", "<uuid>")
                .replaceAll("\\b([0-9a-f]{32}){1,2}\\b", "<hash>")
                .replaceAll("\\d+ bytes of state", "<bytes> bytes of state")
                .replaceAll("\"byteSize\":\\d+", "\"byteSize\":<bytes>")
                .replaceAll(" +\\d+ {2}<time>", " <bytes>  <time>");
        return named.isEmpty() || named.endsWith("\n") ? named : named + "\n";
    }
}
