package dev.markco.bench;

/** Both sides over one trace. */
record Comparison(String trace, Samples markco, Samples yjs) {}
