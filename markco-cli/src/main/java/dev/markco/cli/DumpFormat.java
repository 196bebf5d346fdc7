package dev.markco.cli;

/** What a document can be written as. */
enum DumpFormat {
    TEXT("text/markdown"),
    YJS("application/octet-stream"),
    JSON("application/json");

    private final String mediaType;

    DumpFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }
}
