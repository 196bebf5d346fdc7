package dev.markco.yjs.internal;

import java.util.List;

/** An update in memory, checked: the structs by client and the ids it deletes. */
record DecodedUpdate(List<UpdateReader.Run> runs, DeleteSet deletes) {}
