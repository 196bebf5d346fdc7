package dev.markco.yjs;

import java.util.List;

/** An update in memory, checked: the structs by client and the ids it deletes. */
record DecodedUpdate(List<UpdateReader.Run> runs, DeleteSet deletes) {}
