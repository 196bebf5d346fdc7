package dev.markco.cli;

import dev.markco.sync.InvalidKeyException;
import dev.markco.yjs.DecodeException;
import dev.markco.yjs.YDoc;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A dump that has been read once and found whole: every file that its manifest names is there with its hash, every state can
 * be decoded and has the digest and the text that the manifest says. It is read again for each pass, and checked again, so
 * that nothing has to be held in memory but one document.
 */
final class CheckedDump {
    private final DumpSource source;
    private final ProjectManifest manifest;
    private final Map<String, ProjectManifest.Entry> byState = new HashMap<>();

    private CheckedDump(DumpSource source, ProjectManifest manifest) {
        this.source = source;
        this.manifest = manifest;
        manifest.documents().forEach(entry -> byState.put(entry.state(), entry));
    }

    /** Takes documents. */
    interface Visitor {
        void document(ProjectManifest.Entry entry, byte[] state);
    }

    /**
     * Reads and checks all of it.
     *
     * @param project the project that the documents are to belong to
     */
    static CheckedDump open(DumpSource source, ProjectName project) {
        Map<String, String> hashes = new HashMap<>();
        byte[][] manifest = new byte[1][];
        read(source, (name, content) -> {
            hashes.put(name, Digests.sha256(content));
            if (name.equals(ProjectManifest.FILE)) {
                manifest[0] = content;
            }
        });
        if (manifest[0] == null) {
            throw damaged(source, "it has no " + ProjectManifest.FILE, null);
        }
        try {
            CheckedDump dump = new CheckedDump(source, ProjectManifest.parse(manifest[0]));
            for (ProjectManifest.Entry entry : dump.manifest.documents()) {
                require(hashes, entry.text(), entry.textHash());
                require(hashes, entry.state(), entry.fileHash());
                project.document(entry.docPath());
            }
            dump.forEach((entry, state) -> {});
            return dump;
        } catch (DamagedDumpException | InvalidKeyException e) {
            throw damaged(source, String.valueOf(e.getMessage()), e);
        }
    }

    ProjectManifest manifest() {
        return manifest;
    }

    /** Hands on each document's state, checked. */
    void forEach(Visitor visitor) {
        read(source, (name, content) -> {
            ProjectManifest.Entry entry = byState.get(name);
            if (entry != null) {
                check(entry, content);
                visitor.document(entry, content);
            }
        });
    }

    private static void check(ProjectManifest.Entry entry, byte[] state) {
        if (!Digests.sha256(state).equals(entry.fileHash())) {
            throw new DamagedDumpException(entry.state() + " has changed");
        }
        YDoc doc = new YDoc();
        try {
            doc.applyUpdate(state);
        } catch (DecodeException e) {
            throw new DamagedDumpException(entry.state() + " is no Yjs update: " + e.getMessage());
        }
        byte[] text = doc.getText("content").toString().getBytes(StandardCharsets.UTF_8);
        if (!doc.stateDigest().equals(entry.stateHash())) {
            throw new DamagedDumpException(entry.state() + " is another state than the manifest says");
        }
        if (!Digests.sha256(text).equals(entry.textHash())) {
            throw new DamagedDumpException(entry.state() + " has another text than " + entry.text());
        }
    }

    private static void require(Map<String, String> hashes, String name, String hash) {
        String found = hashes.get(name);
        if (found == null) {
            throw new DamagedDumpException("it has no " + name);
        }
        if (!found.equals(hash)) {
            throw new DamagedDumpException(name + " is not what was dumped");
        }
    }

    private static void read(DumpSource source, DumpSource.Reader reader) {
        try {
            source.read(reader);
        } catch (DamagedDumpException e) {
            throw damaged(source, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw damaged(source, "it cannot be read: " + Reasons.of(e), e);
        }
    }

    private static CliException damaged(DumpSource source, String why, @Nullable Throwable cause) {
        String message = source.name() + " is no whole dump of a project: " + why;
        String hint = "Nothing was changed; take another copy of what 'markco project dump' wrote.";
        return cause == null
                ? new CliException(ExitCode.FAILURE, message, hint)
                : new CliException(ExitCode.FAILURE, message, hint, cause);
    }
}
