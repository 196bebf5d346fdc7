package dev.markco.cli.status;

import dev.markco.sync.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;

/**
 * A screen that is drawn anew until {@code q} is pressed or Ctrl-C is; the terminal is then as it was before. Confined to one
 * thread.
 */
public final class LiveScreen {
    private static final int CTRL_C = 3;
    private static final int CTRL_D = 4;
    private static final long KEY_MILLIS = 50;

    private LiveScreen() {}

    /** What is drawn, for a terminal of that size. */
    @FunctionalInterface
    public interface Drawing {
        List<String> lines(int width, int height) throws IOException;
    }

    /** How a person ended it. */
    public enum End {
        QUIT,
        INTERRUPTED
    }

    /**
     * Shows a drawing until a person has enough of it.
     *
     * @throws IOException when the terminal cannot be used
     */
    public static End show(Drawing drawing, Duration every, Time time) throws IOException {
        AtomicBoolean stale = new AtomicBoolean();
        AtomicBoolean interrupted = new AtomicBoolean();
        try (Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .dumb(false)
                .nativeSignals(true)
                .signalHandler(Terminal.SignalHandler.SIG_DFL)
                .build()) {
            terminal.handle(Terminal.Signal.WINCH, signal -> stale.set(true));
            terminal.handle(Terminal.Signal.INT, signal -> interrupted.set(true));
            Attributes before = terminal.enterRawMode();
            terminal.puts(Capability.enter_ca_mode);
            terminal.puts(Capability.cursor_invisible);
            try {
                return loop(terminal, drawing, every, time, stale, interrupted);
            } finally {
                terminal.puts(Capability.cursor_visible);
                terminal.puts(Capability.exit_ca_mode);
                terminal.flush();
                terminal.setAttributes(before);
            }
        }
    }

    private static End loop(
            Terminal terminal,
            Drawing drawing,
            Duration every,
            Time time,
            AtomicBoolean stale,
            AtomicBoolean interrupted)
            throws IOException {
        NonBlockingReader keys = terminal.reader();
        while (true) {
            stale.set(false);
            draw(terminal, drawing);
            long until = time.nanos() + every.toNanos();
            while (time.nanos() - until < 0 && !stale.get()) {
                if (interrupted.get()) {
                    return End.INTERRUPTED;
                }
                int key = keys.read(KEY_MILLIS);
                if (key == CTRL_C) {
                    return End.INTERRUPTED;
                }
                if (key == 'q' || key == 'Q' || key == CTRL_D || key == NonBlockingReader.EOF) {
                    return End.QUIT;
                }
            }
        }
    }

    /** In one write, without clearing first: what stays the same does not flicker. */
    private static void draw(Terminal terminal, Drawing drawing) throws IOException {
        Size size = terminal.getSize();
        int width = size.getColumns() > 0 ? size.getColumns() : 80;
        int height = size.getRows() > 0 ? size.getRows() : 24;
        StringBuilder frame = new StringBuilder("\u001b[H");
        List<String> lines = drawing.lines(width, height);
        for (int i = 0; i < lines.size(); i++) {
            frame.append(lines.get(i)).append("\u001b[K");
            if (i < lines.size() - 1) {
                frame.append("\r\n");
            }
        }
        frame.append("\u001b[J");
        terminal.writer().write(frame.toString());
        terminal.flush();
    }
}
