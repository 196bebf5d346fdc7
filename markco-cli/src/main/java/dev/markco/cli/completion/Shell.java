package dev.markco.cli.completion;

import picocli.CommandLine.Model.CommandSpec;

/** A shell whose command lines can be completed. */
public enum Shell {
    BASH("markco.bash"),
    ZSH("_markco"),
    FISH("markco.fish");

    private final String fileName;

    Shell(String fileName) {
        this.fileName = fileName;
    }

    /** What the shell's completion file is called, by the customs of that shell. */
    public String fileName() {
        return fileName;
    }

    /** The shell's completion file for a command and all below it. */
    public String completionOf(CommandSpec root) {
        CommandNode tree = CommandNode.of(root);
        return switch (this) {
            case BASH -> BashCompletion.of(tree);
            case ZSH -> ZshCompletion.of(tree);
            case FISH -> FishCompletion.of(tree);
        };
    }
}
