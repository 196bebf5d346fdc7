package dev.markco.yjs;

/** What a nested shared type is; on the wire it is a number. */
enum TypeKind {
    /** A list of values. */
    ARRAY(0),
    /** Values by key. */
    MAP(1),
    /** Plain or rich text. */
    TEXT(2),
    /** A named node with attributes and children. */
    XML_ELEMENT(3),
    /** A list of nodes. */
    XML_FRAGMENT(4),
    /** A named map that stands for a foreign node. */
    XML_HOOK(5),
    /** Text between nodes. */
    XML_TEXT(6);

    private static final TypeKind[] BY_NUMBER = values();

    private final int number;

    TypeKind(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** The kind of a number from 0 to 6. */
    static TypeKind of(int number) {
        return BY_NUMBER[number];
    }

    /** The highest number. */
    static int maxNumber() {
        return BY_NUMBER.length - 1;
    }

    /** Whether its name is sent with it. */
    boolean named() {
        return this == XML_ELEMENT || this == XML_HOOK;
    }
}
