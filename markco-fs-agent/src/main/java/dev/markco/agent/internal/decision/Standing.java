package dev.markco.agent.internal.decision;

import org.jspecify.annotations.Nullable;

/**
 * What the relay's list says of a document.
 *
 * @param id the identity of the document that has the name there, null when it is not known
 * @param stateHash the digest of its state, null when it is not known
 * @param sought the identity under which it was looked for first, null when none was known: whoever knows another one has
 *     to ask again, since that one may be in the trash
 */
public record Standing(
        Kind kind,
        @Nullable String id,
        @Nullable String stateHash,
        @Nullable String sought) {
    /** There is no list, or it has become doubtful. */
    public static final Standing UNKNOWN = new Standing(Kind.UNKNOWN, null, null, null);

    /** Whether the relay has the document. */
    public enum Kind {
        UNKNOWN,
        ABSENT,
        LISTED
    }

    public static Standing listed(@Nullable String id, @Nullable String stateHash) {
        return new Standing(Kind.LISTED, id, stateHash, id);
    }

    /** The relay has no document of that identity, nor one of the name. */
    public static Standing absent(@Nullable String sought) {
        return new Standing(Kind.ABSENT, null, null, sought);
    }

    /** As it is, for one that was looked for under that identity first. */
    public Standing soughtAs(@Nullable String identity) {
        return new Standing(kind, id, stateHash, identity);
    }

    /** Whether both are about known documents, or about one and none, that are not the same. */
    public boolean isOtherThan(Standing news) {
        return id != null && news.isKnown() && !id.equals(news.id);
    }

    public boolean isAbsent() {
        return kind == Kind.ABSENT;
    }

    /** Whether this may be about another document than the one of that identity. */
    public boolean isDoubtfulFor(@Nullable String identity) {
        return isKnown() && identity != null && !identity.equals(sought) && !identity.equals(id);
    }

    public boolean isKnown() {
        return kind != Kind.UNKNOWN;
    }

    public boolean isListed() {
        return kind == Kind.LISTED;
    }
}
