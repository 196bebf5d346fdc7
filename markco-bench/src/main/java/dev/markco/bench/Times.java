package dev.markco.bench;

/**
 * What one round took, in milliseconds.
 *
 * @param apply all edits of a trace, each a transaction of its own with an update event
 * @param encode the whole document as one update
 * @param load that update applied to an empty document, and its text read
 */
record Times(double apply, double encode, double load) {}
