package dev.markco.bench.load;

import dev.markco.sync.room.Framing;

/** A protocol that servers speak. */
enum Dialect {
    /** One document a socket, named in its address. */
    Y_WEBSOCKET {
        @Override
        String path(String document) {
            return "/sync/" + document;
        }

        @Override
        Framing framing(String document) {
            return Framing.PLAIN;
        }
    },
    /** The document is named in each frame. */
    HOCUSPOCUS {
        @Override
        String path(String document) {
            return "/collab";
        }

        @Override
        Framing framing(String document) {
            return Framing.addressed(document);
        }
    };

    abstract String path(String document);

    abstract Framing framing(String document);
}
