package dev.markco.cli;

/** A document's whole Yjs state as the relay has it, and the tag by which the relay knows that very state. */
record RemoteState(byte[] bytes, String tag) {}
