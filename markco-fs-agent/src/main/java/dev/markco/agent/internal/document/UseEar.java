package dev.markco.agent.internal.document;

import dev.markco.agent.internal.use.ArmedFile;
import dev.markco.agent.internal.use.UseListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears who uses the file that the agent wrote last, for the document that has it. Called on any thread. */
final class UseEar implements UseListener {
    private static final Logger log = LoggerFactory.getLogger(UseEar.class);

    private final String fileName;
    private final Runnable onWritten;

    /** {@code onWritten} is told when somebody wrote to the file. */
    UseEar(String fileName, Runnable onWritten) {
        this.fileName = fileName;
        this.onWritten = onWritten;
    }

    @Override
    public void written(ArmedFile file) {
        onWritten.run();
    }

    @Override
    public void lost(ArmedFile file) {
        log.trace("it is not known any more who uses '{}'", fileName);
    }
}
