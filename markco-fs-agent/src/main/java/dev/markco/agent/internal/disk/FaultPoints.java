package dev.markco.agent.internal.disk;

/** Named places between two durable steps, where tests let the process "die" by throwing an {@link Error}. */
@FunctionalInterface
public interface FaultPoints {
    FaultPoints NONE = point -> {};

    void pass(String point);
}
