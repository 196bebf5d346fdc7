package dev.markco.relay.identity;

import dev.markco.sync.room.Authorship;
import dev.markco.sync.room.Means;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a connection, or a request of its own, tells of who changes something over it, beside who that is (R41). Nothing of it is
 * taken from what is sent as a change.
 *
 * @param session an id that no other connection has
 * @param means the program, as the upgrade or the request names it
 */
public record Sender(UUID session, Means means) {
    private static final String AGENT = "markco-agent";
    private static final String COMMAND = "markco";

    /**
     * The sender of a request.
     *
     * @param otherwise what a program is that is neither the page nor one of markco's own
     */
    public static Sender of(RequestFacts request, UUID session, Means otherwise) {
        return new Sender(session, means(request, otherwise));
    }

    private static Means means(RequestFacts request, Means otherwise) {
        String origin = request.origin();
        if (origin != null) {
            // Only browsers send one; what comes from the relay's own address is its page.
            return Gatekeeper.isOwn(origin, request.host()) ? Means.PAGE : otherwise;
        }
        String agent = request.userAgent();
        String program = agent == null ? "" : agent.split("/", 2)[0].trim().toLowerCase(Locale.ROOT);
        return switch (program) {
            case AGENT -> Means.AGENT;
            case COMMAND -> Means.COMMAND;
            default -> otherwise;
        };
    }

    /**
     * Whose a change is that this sender brings.
     *
     * @param owner the owner of the document, who somebody is who is taken for anyone
     * @param madeAt when it was made, if the sender says so
     */
    public Authorship authorship(Caller caller, UUID owner, @Nullable Instant madeAt) {
        UUID user = caller.user();
        return new Authorship(user == null ? owner : user, session, means, madeAt);
    }
}
