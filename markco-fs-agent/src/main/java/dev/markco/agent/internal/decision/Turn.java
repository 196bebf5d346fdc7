package dev.markco.agent.internal.decision;

import java.util.List;

/**
 * What a decision comes to: what is known from now on, and what is to be done, in that order.
 *
 * @param <S> what is known
 * @param <E> what can be done
 */
public record Turn<S, E>(S state, List<E> effects) {
    /** There is nothing to be done. */
    public static <S, E> Turn<S, E> to(S state) {
        return new Turn<>(state, List.of());
    }

    /** That is to be done. */
    @SafeVarargs
    @SuppressWarnings("varargs") // They are only read.
    static <S, E> Turn<S, E> to(S state, E... effects) {
        return new Turn<>(state, List.of(effects));
    }
}
