package dev.markco.agent;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Programs as they are without what a user, or a whole machine, has set for them. */
public final class NoSettings {
    /** What names files or values of settings. */
    private static final List<String> VARIABLES = List.of(
            "VIMINIT", "EXINIT", "MYVIMRC", "EMACSLOADPATH", "EDITOR", "VISUAL", "PYTHONSTARTUP", "BASH_ENV", "ENV");

    private NoSettings() {}

    /** Has a program find an empty home, English messages, and no git settings. */
    public static void in(ProcessBuilder program, Path home) {
        Map<String, String> environment = program.environment();
        environment.keySet().removeIf(name -> name.startsWith("GIT_") || name.startsWith("XDG_"));
        environment.keySet().removeAll(VARIABLES);
        environment.put("HOME", home.toString());
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
    }
}
