package dev.markco.yjs;

import org.jspecify.annotations.Nullable;

/** A parent as an update names it: a root type by name, or the item that holds the type by id; and the key, if any. */
final class ParentRef extends Parent {
    final @Nullable String rootName;
    final @Nullable Client client;
    final int clock;
    final @Nullable String key;

    ParentRef(String rootName, @Nullable String key) {
        this.rootName = rootName;
        this.client = null;
        this.clock = 0;
        this.key = key;
    }

    ParentRef(Client client, int clock, @Nullable String key) {
        this.rootName = null;
        this.client = client;
        this.clock = clock;
        this.key = key;
    }
}
