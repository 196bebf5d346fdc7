package dev.markco.cli;

/** What a document can be written as. */
enum DumpFormat {
    TEXT("text/markdown"),
    YJS("application/octet-stream"),
    JSON("application/json"),
    /** The past, a change a line. */
    LOG("application/x-ndjson");

    private final String mediaType;

    DumpFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }
}
