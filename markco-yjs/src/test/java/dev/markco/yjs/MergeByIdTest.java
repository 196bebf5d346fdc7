package dev.markco.yjs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.yjs.RawUpdate.UnitId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a merge takes of a unit that updates have in different ways, struct by struct as in a {@link Sketch}. */
final class MergeByIdTest {
    private static final long CLIENT = Sketch.CLIENT;

    private static List<List<byte[]>> orders(List<byte[]> updates) {
        if (updates.size() == 1) {
            return List.of(updates);
        }
        List<List<byte[]>> orders = new ArrayList<>();
        for (int i = 0; i < updates.size(); i++) {
            List<byte[]> rest = new ArrayList<>(updates);
            byte[] first = rest.remove(i);
            for (List<byte[]> order : orders(rest)) {
                List<byte[]> whole = new ArrayList<>(order);
                whole.add(0, first);
                orders.add(whole);
            }
        }
        return orders;
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource(delimiter = ';', textBlock = """
            content and deleted            ; ABC | d3                    ; ABC ! 0+3
            content and collected          ; ABC | g3                    ; ABC ! 0+3
            deleted and collected          ; d3 | g3                     ; d3
            all three                      ; ABC | d3 | g3               ; ABC ! 0+3
            content and a hole             ; ABC | -3 DEF                ; ABCDEF
            a hole in one that is deleted  ; d2 -2 d2 | ABCD             ; ABCD d2 ! 0+2
            a hole that another has dead   ; ABC -2 F | -3 d1 g1         ; ABC d1 g1 F
            a hole that nobody fills       ; g2 | -4 E                   ; g2 -2 E
            content within deleted         ; d5 | -2 C                   ; d2 C d2 ! 2+1
            content within collected       ; g5 | -2 C                   ; g2 C g2 ! 2+1
            deleted within collected       ; g5 | -1 d2                  ; g1 d2 g2
            collected within deleted       ; d5 | -1 g2                  ; d5
            one within the other           ; g6 | -1 d4 | -2 CD          ; g1 d1 CD d1 g1 ! 2+2
            deleted within content         ; ABCDE | -1 d2               ; ABCDE ! 1+2
            the end of content             ; ABC | -2 d3                 ; ABC d2 ! 2+1
            the start of content           ; -2 CDE | d4                 ; d2 CDE ! 2+2
            the end of a deleted one       ; d4 | -2 g4                  ; d4 g2
            the start of a deleted one     ; -2 d4 | g4                  ; g2 d4
            no overlap                     ; d3 | -3 D                   ; d3 D
            no overlap, the other way      ; ABC | -3 g2                 ; ABC g2
            both ends                      ; ABC -2 F | d6               ; ABC d2 F ! 0+3 5+1
            each has what the other lacks  ; A d1 C | g1 B g1            ; ABC ! 0+3
            content behind something worse ; d9 | g2 C g2 F g3           ; d2 C d2 F d3 ! 2+1 5+1
            deleted behind something worse ; d2 g7 | g4 d3 g2            ; d2 g2 d3 g2
            many that end one by one       ; g9 | d2 -1 d1 | -1 g2 D     ; d2 g1 D g5 ! 3+1
            a surrogate pair               ; A😀 | d3                    ; A😀 ! 0+3
            a pair that begins within      ; d3 | -1 😀                  ; d1 😀 ! 1+2
            a pair of which half is dead   ; A😀 | -2 g4                 ; A😀 g3 ! 2+1
            what is deleted anyway         ; ABC ! 1+1 | d1              ; ABC ! 0+2
            what is deleted and not there  ; g2 | g1 ! 7+1               ; g2 ! 7+1
            """)
    @DisplayName("R42: content beats a deleted item, that beats a collected one, in any order and in any groups")
    void bestOfEach(String what, String updates, String expected) {
        List<byte[]> parts =
                Arrays.stream(updates.split("\\|", -1)).map(Sketch::update).toList();
        for (List<byte[]> order : orders(parts)) {
            assertThat(Updates.merge(order)).as(what).isEqualTo(Sketch.update(expected));
            for (int at = 1; at < order.size(); at++) {
                byte[] head = Updates.merge(order.subList(0, at));
                byte[] tail = Updates.merge(order.subList(at, order.size()));
                assertThat(Updates.merge(List.of(head, tail))).as(what).isEqualTo(Sketch.update(expected));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "d5 | AB | XYZ,     ABZ d2 ! 0+3",
        "d5 | XYZ | AB,     XYZ d2 ! 0+3",
        "-1 BC | d5 | XYZ,  XYZ d2 ! 0+3",
        "-1 BC | d1 | XYZ,  XYZ ! 0+1",
        "XYZ | -1 d1 | ABC, XYZ ! 1+1"
    })
    @DisplayName("R42: of two contents of one unit the earliest update is believed, as far as it goes")
    void earliestContent(String updates, String expected) {
        List<byte[]> parts =
                Arrays.stream(updates.split("\\|", -1)).map(Sketch::update).toList();
        assertThat(Updates.merge(parts)).isEqualTo(Sketch.update(expected));
    }

    @Test
    @DisplayName("R42: a deleted item that others interrupt keeps its place when it goes on")
    void placeOfTheRest() {
        RawUpdate deleted = new RawUpdate().client(CLIENT, 3);
        deleted.between(RawUpdate.DELETED, new UnitId(7, 1), new UnitId(9, 4)).writeVarUint(4);
        RawUpdate content = new RawUpdate().client(CLIENT, 4);
        content.between(RawUpdate.STRING, new UnitId(CLIENT, 3), new UnitId(9, 4))
                .writeVarString("E");
        RawUpdate merged = new RawUpdate().client(CLIENT, 3);
        merged.between(RawUpdate.DELETED, new UnitId(7, 1), new UnitId(9, 4)).writeVarUint(1);
        merged.between(RawUpdate.STRING, new UnitId(CLIENT, 3), new UnitId(9, 4))
                .writeVarString("E");
        merged.between(RawUpdate.DELETED, new UnitId(CLIENT, 4), new UnitId(9, 4))
                .writeVarUint(2);
        merged.deletes(CLIENT, 4, 1);
        for (List<byte[]> order : orders(List.of(deleted.bytes(), content.bytes()))) {
            assertThat(Updates.merge(order)).isEqualTo(merged.bytes());
        }
    }

    @Test
    @DisplayName("R42: a client's ids do not meet those of another")
    void clientsApart() {
        RawUpdate one = new RawUpdate().client(9, 0).span(RawUpdate.GC, 2).client(5, 0);
        one.in(RawUpdate.STRING, "x", null).writeVarString("AB");
        RawUpdate other = new RawUpdate().client(9, 1);
        other.between(RawUpdate.STRING, new UnitId(9, 0), null).writeVarString("C");
        other.client(5, 1).span(RawUpdate.GC, 2);
        RawUpdate merged = new RawUpdate().client(9, 0).span(RawUpdate.GC, 1);
        merged.between(RawUpdate.STRING, new UnitId(9, 0), null).writeVarString("C");
        merged.client(5, 0);
        merged.in(RawUpdate.STRING, "x", null).writeVarString("AB");
        merged.span(RawUpdate.GC, 1);
        merged.deletes(9, 1, 1).deletes(5, 1, 1);
        for (List<byte[]> order : orders(List.of(one.bytes(), other.bytes()))) {
            assertThat(Updates.merge(order)).isEqualTo(merged.bytes());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, d1 B d2 ! 1+1",
        "1, -1 B d2 ! 1+1",
        "2, -2 d2 ! 1+1",
        "3, -3 d1 ! 1+1",
    })
    @DisplayName("R42: a diff has the best of an update that has units twice, and all that was overridden as deleted")
    void diff(int known, String expected) {
        RawUpdate twice = new RawUpdate().client(CLIENT, 0);
        twice.in(RawUpdate.DELETED, "x", null).writeVarUint(4);
        twice.client(CLIENT, 1);
        twice.between(RawUpdate.STRING, new UnitId(CLIENT, 0), null).writeVarString("B");
        assertThat(Updates.diff(twice.bytes(), StateVector.of(Map.of(CLIENT, known))))
                .isEqualTo(Sketch.update(expected));
    }
}
