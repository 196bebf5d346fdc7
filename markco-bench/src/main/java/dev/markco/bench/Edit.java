package dev.markco.bench;

/** One edit of a trace: at {@code position}, {@code deleted} characters go and {@code inserted} comes, in UTF-16 units. */
record Edit(int position, int deleted, String inserted) {}
