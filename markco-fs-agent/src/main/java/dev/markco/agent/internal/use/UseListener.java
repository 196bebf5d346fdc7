package dev.markco.agent.internal.use;

/** Is told what happens to an armed file. Called in the thread that reads events, without a lock; has to return soon. */
public interface UseListener {
    /**
     * Somebody wrote the file, or closed a descriptor or mapping that could write. Once for all that came meanwhile; the
     * history says what.
     */
    void written(ArmedFile file);

    /** The history is not whole any more: too much happened at once, or the file is not armed any more. */
    void lost(ArmedFile file);
}
