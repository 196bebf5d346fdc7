package dev.markco.yjs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of an update a document lacks, struct by struct and range by range as in a {@link Sketch}. */
final class LackingTest {
    private static final long CLIENT = Sketch.CLIENT;

    private static YDoc document(byte[] update) {
        YDoc doc = new YDoc(1);
        doc.applyUpdate(update);
        return doc;
    }

    /** What the document lacks, for which it has not changed. */
    private static byte[] lacking(YDoc doc, byte[] update) {
        byte[] state = doc.encodeStateAsUpdate();
        Pending pending = doc.pending();
        byte[] before = update.clone();
        byte[] lacking = doc.lacking(update);
        assertThat(doc.encodeStateAsUpdate()).isEqualTo(state);
        assertThat(doc.pending()).isEqualTo(pending);
        assertThat(update).isEqualTo(before);
        doc.replica().check();
        return lacking;
    }

    /** "all" is the update itself. */
    @ParameterizedTest(name = "{0} is known, {1} comes")
    @CsvSource(nullValues = "nothing", delimiter = ';', textBlock = """
            nothing       ; ABC            ; all
            nothing       ; d3             ; all
            nothing       ; g3             ; all
            nothing       ; -2 C           ; all
            nothing       ; A -1 C ! 7+1   ; all
            nothing       ; nothing        ; nothing
            ABC           ; nothing        ; nothing
            ABC           ; ABC            ; nothing
            ABC           ; d3             ; nothing
            ABC           ; g3             ; nothing
            ABC           ; -3 D           ; all
            ABC           ; -5 F           ; all
            ABC           ; ABCDE          ; -3 DE
            ABC           ; d5             ; -3 d2
            ABC           ; g5             ; -3 g2
            ABC           ; A B C D        ; -3 D
            ABC           ; ABC d2         ; -3 d2
            ABC           ; ABC -2 F       ; -5 F
            ABC           ; -1 BC g2 F     ; -3 g2 F
            d3            ; ABC            ; all
            d3            ; -1 B           ; all
            d3            ; d3             ; nothing
            d3            ; g3             ; nothing
            d3            ; d5             ; -3 d2
            d3            ; g1 BC          ; -1 BC
            g3            ; ABC            ; all
            g3            ; d3             ; all
            g3            ; g3             ; nothing
            g3            ; g5             ; -3 g2
            g3            ; g1 d1 C        ; -1 d1 C
            ABC ! 1+1     ; ABC            ; -1 BC
            ABC ! 1+1     ; A B C          ; -1 B
            ABC ! 1+1     ; -1 B           ; all
            ABC ! 1+1     ; ABC ! 1+1      ; -1 BC
            ABC ! 1+1     ; d3             ; nothing
            A g1 d1       ; ABC            ; -1 BC
            A g1 d1       ; d3             ; -1 d2
            A d1 g1       ; d3             ; -2 d1
            A d1 CD g1    ; A d1 CDEF      ; -4 EF
            ABC           ; ! 1+1          ; all
            ABC           ; ABC ! 1+1      ; ! 1+1
            ABC           ; -3 D ! 1+1     ; all
            ABC           ; ABCD ! 1+1 3+1 ; -3 D ! 1+1 3+1
            ABC ! 1+1     ; ! 1+1          ; nothing
            ABC ! 1+1     ; ! 0+3          ; ! 0+1 2+1
            ABC ! 1+1     ; -3 D ! 1+1     ; -3 D
            d3            ; ! 0+3          ; nothing
            g3            ; ! 0+3          ; nothing
            d2 C          ; ! 0+3          ; ! 2+1
            ABC           ; ! 5+2          ; all
            ABC ! 5+2     ; ! 5+2          ; nothing
            ABC ! 5+2     ; ! 6+1          ; nothing
            ABC ! 5+2     ; ! 4+2          ; all
            ABC ! 1+1 5+2 ; ! 0+6          ; ! 0+1 2+4
            ABC           ; ! 1+0          ; nothing
            -2 C          ; -2 C           ; all
            -2 C ! 2+1    ; -2 C ! 2+1     ; -2 C
            A😀 ! 2+1     ; A😀            ; -1 😀
            A😀 ! 2+1     ; A😀B           ; -1 😀B
            A\uFFFD       ; A😀B           ; -1 😀B
            A😀           ; A😀B           ; -3 B
            é😀a          ; é😀abc         ; -4 bc
            """)
    @DisplayName("R42: lacking is what is not known, or known worse, and what is not deleted")
    void table(@Nullable String known, @Nullable String comes, @Nullable String expected) {
        YDoc doc = document(sketch(known));
        byte[] update = sketch(comes);
        byte[] lacking = lacking(doc, update);
        if ("all".equals(expected)) {
            assertThat(lacking).isSameAs(update);
        } else {
            assertThat(lacking).isEqualTo(sketch(expected));
        }
    }

    private static byte[] sketch(@Nullable String sketch) {
        return sketch == null ? Updates.empty() : Sketch.update(sketch.replace("\\uFFFD", "\uFFFD"));
    }

    @Test
    @DisplayName("R42: each client's ids are looked up for themselves, in sections of any order")
    void clients() {
        RawUpdate known = new RawUpdate().client(9, 0).span(RawUpdate.GC, 2).client(5, 0);
        known.in(RawUpdate.STRING, "x", null).writeVarString("AB");
        YDoc doc = document(known.bytes());
        byte[] update = HexFormat.of()
                .parseHex("03" + "010501" + "84" + "0500" + "024243" + "010900" + "0002" + "010901" + "04" + "010179"
                        + "0179" + "03" + "09010002" + "05010101" + "09010201");
        assertThat(HexFormat.of().formatHex(lacking(doc, update)))
                .isEqualTo("02" + "010502" + "84" + "0501" + "0143" + "010901" + "04" + "010179" + "0179" + "02"
                        + "09010201" + "05010101");
    }

    @Test
    @DisplayName("R42: what is collected because what it refers to is, is lacking with its content")
    void collectedByNeighbour() {
        YDoc doc = document(Sketch.update("g2"));
        byte[] update = Sketch.update("-2 CD");
        assertThat(lacking(doc, update)).isSameAs(update);
        doc.applyUpdate(update);
        assertThat(doc.getText("x")).hasToString("");
        assertThat(lacking(doc, update)).isSameAs(update);
    }

    @Test
    @DisplayName("a keystroke is lacking as it is, and nothing of it when it comes again")
    void keystroke() {
        YDoc author = new YDoc(7);
        YDoc doc = new YDoc(8);
        author.observeUpdate((update, origin) -> {
            assertThat(lacking(doc, update)).isSameAs(update);
            doc.applyUpdate(update);
            assertThat(Updates.isEmpty(lacking(doc, update))).isTrue();
        });
        YText text = author.getText("x");
        for (int i = 0; i < 20; i++) {
            text.insert(i / 2, "x");
        }
        author.transact(() -> {
            text.delete(3, 5);
            text.insert(3, "y");
        });
        assertThat(doc.stateDigest()).isEqualTo(author.stateDigest());
        assertThat(Updates.isEmpty(lacking(doc, author.encodeStateAsUpdate()))).isTrue();
    }

    @Test
    @DisplayName("an update that has the same ids over and over makes no more work than its bytes and the document's")
    void hostileRepeats() {
        int structs = 50_000;
        RawUpdate known = new RawUpdate().client(CLIENT, 0);
        for (int i = 0; i < structs; i++) {
            known.in(RawUpdate.DELETED, "x", null).writeVarUint(1);
        }
        YDoc doc = document(known.bytes());
        RawUpdate comes = new RawUpdate();
        for (int i = 0; i < structs; i++) {
            comes.client(CLIENT, 0);
            comes.in(RawUpdate.DELETED, "x", null).writeVarUint(structs);
            comes.deletes(CLIENT, 0, structs);
        }
        assertThat(Updates.isEmpty(doc.lacking(comes.bytes()))).isFalse();
        assertThat(Updates.isEmpty(doc.lacking(known.bytes()))).isTrue();
        assertThat(Updates.isEmpty(doc.lacking(Sketch.update("! 0+" + structs))))
                .isTrue();
    }
}
