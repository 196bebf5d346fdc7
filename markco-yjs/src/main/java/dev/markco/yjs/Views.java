package dev.markco.yjs;

/** The public objects of shared types: one per type and class, so that identity can be compared. */
final class Views {
    private Views() {}

    /** The view of a nested type. */
    static YType of(SharedType type) {
        TypeKind kind = type.kind();
        if (kind == null) {
            throw new IllegalArgumentException("a root is what it is read as");
        }
        return switch (kind) {
            case ARRAY -> array(type);
            case MAP, XML_HOOK -> map(type);
            case TEXT -> text(type);
            case XML_TEXT -> xmlText(type);
            case XML_ELEMENT -> xmlElement(type);
            case XML_FRAGMENT -> xmlFragment(type);
        };
    }

    static YText text(SharedType type) {
        return type.view() instanceof YText view ? view : keep(type, new YText(type));
    }

    static YXmlText xmlText(SharedType type) {
        return type.view() instanceof YXmlText view ? view : keep(type, new YXmlText(type));
    }

    static YMap map(SharedType type) {
        return type.view() instanceof YMap view ? view : keep(type, new YMap(type));
    }

    static YArray array(SharedType type) {
        return type.view() instanceof YArray view ? view : keep(type, new YArray(type));
    }

    static YXmlElement xmlElement(SharedType type) {
        return type.view() instanceof YXmlElement view ? view : keep(type, new YXmlElement(type));
    }

    static YXmlFragment xmlFragment(SharedType type) {
        return type.view() instanceof YXmlFragment view ? view : keep(type, new YXmlFragment(type));
    }

    private static <T extends YType> T keep(SharedType type, T view) {
        type.setView(view);
        return view;
    }
}
