package dev.markco.yjs;

import org.jspecify.annotations.Nullable;

/** A reference to another document inside a shared type: its guid and the options its author gave, a value of any. */
public record SubDocument(String guid, @Nullable Object options) {}
