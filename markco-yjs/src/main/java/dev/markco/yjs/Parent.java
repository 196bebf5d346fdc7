package dev.markco.yjs;

/** Where an item belongs: a {@link Chain} once integrated, a {@link ParentRef} as it was read. */
abstract sealed class Parent permits Chain, ParentRef {}
