package dev.markco.agent.internal.use;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Another process, which uses files as it is told to: Python reads statements, line by line. */
final class Counterpart implements Closeable {
    private static final String LOOP = """
            import sys, os, ctypes, fcntl, time
            R, RW, SHARED, PRIVATE = 1, 3, 1, 2
            libc = ctypes.CDLL(None)
            libc.mmap.restype = ctypes.c_void_p
            libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
            libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
            # Python's own mappings keep a descriptor.
            def mapping(file, protection, kind):
                address = libc.mmap(None, 5, protection, kind, file.fileno(), 0)
                file.close()
                return address
            for line in sys.stdin:
                try:
                    exec(line)
                    print('done', flush=True)
                except BaseException as e:
                    print(repr(e), flush=True)
            """;

    private final Process process;
    private final BufferedReader answers;

    Counterpart(Path directory) throws IOException {
        Programs.assumeInstalled("python3");
        process = new ProcessBuilder("python3", "-c", LOOP)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Has statements done, and waits until they are. */
    void run(String statements) throws IOException {
        begin(statements);
        end();
    }

    void begin(String statements) throws IOException {
        process.getOutputStream().write((statements + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    void end() throws IOException {
        assertThat(answers.readLine()).isEqualTo("done");
    }

    /** Has names mean files of that directory. */
    void changeTo(Path directory) throws IOException {
        run("os.chdir('" + directory + "')");
    }

    /** Has an expression computed. */
    String ask(String expression) throws IOException {
        begin("print(" + expression + ", flush=True)");
        String answer = answers.readLine();
        end();
        return String.valueOf(answer);
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
