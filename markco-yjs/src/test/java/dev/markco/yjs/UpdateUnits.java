package dev.markco.yjs;

import dev.markco.yjs.lib0.Decoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/**
 * What an update says, unit by unit: a plain reading of the grammar that checks nothing, as the model of the functions that
 * work on updates. However structs are cut and joined, the units stay what they are.
 */
final class UpdateUnits {
    /** Spans of more units than this are not counted one by one. */
    private static final int MANY = 100_000;

    /** A unit: clients in descending order, as updates have them. */
    record Id(long client, long clock) implements Comparable<Id> {
        @Override
        public int compareTo(Id other) {
            return client != other.client ? Long.compare(other.client, client) : Long.compare(clock, other.clock);
        }
    }

    static final int CONTENT = 2;

    /** How much is said of a unit: {@link #CONTENT}, 1 if it is a deleted item, 0 if it is collected. */
    static int worth(String said) {
        return said.equals("gc") ? 0 : said.endsWith(" deleted") ? 1 : CONTENT;
    }

    /** The units with all that is said of them, mostly one thing: where they belong and what they hold. */
    final NavigableMap<Id, Set<String>> units = new TreeMap<>();

    final Set<Id> deleted = new TreeSet<>();

    /** First units of the sections and of the delete set's ranges, in the order of the update. */
    final List<Id> sections = new ArrayList<>();

    final List<Id> ranges = new ArrayList<>();

    private final byte[] update;
    private final Decoder in;

    private UpdateUnits(byte[] update) {
        this.update = update;
        this.in = new Decoder(update);
    }

    static UpdateUnits of(byte[] update) {
        UpdateUnits units = new UpdateUnits(update);
        units.readStructs();
        units.readDeletes();
        return units;
    }

    boolean tooMany() {
        return units.size() >= MANY || deleted.size() >= MANY;
    }

    /** The clocks from 0 to the first hole. */
    StateVector stateVector() {
        Map<Long, Integer> clocks = new HashMap<>();
        for (Id id : units.keySet()) {
            if (id.clock == clocks.getOrDefault(id.client, 0)) {
                clocks.put(id.client, (int) id.clock + 1);
            }
        }
        return StateVector.of(clocks);
    }

    Map<Long, Integer> firstClocks() {
        return units.keySet().stream()
                .collect(Collectors.toMap(Id::client, id -> (int) id.clock, (first, later) -> first));
    }

    private void readStructs() {
        for (long left = in.readVarUint(); left > 0; left--) {
            long structs = in.readVarUint();
            Id next = new Id(in.readVarUint(), in.readVarUint());
            sections.add(next);
            for (; structs > 0; structs--) {
                next = new Id(next.client, next.clock + readStruct(next));
            }
        }
    }

    private long readStruct(Id id) {
        int info = in.readUint8();
        int kind = info & 0x1f;
        if (kind == 10) {
            return in.readVarUint();
        }
        if (kind == 0) {
            return addUnits(id, in.readVarUint(), unit -> "gc");
        }
        String origin = (info & 0x80) != 0 ? "after " + readId() : "";
        String rightOrigin = (info & 0x40) != 0 ? " before " + readId() : "";
        String place = origin + rightOrigin;
        if (place.isEmpty()) {
            place = in.readVarUint() == 1 ? "in " + in.readVarString() : "in " + readId();
            place += (info & 0x20) != 0 ? " at " + in.readVarString() : "";
        }
        String first = place;
        LongFunction<String> places =
                unit -> unit == 0 ? first : "after " + id.client + ":" + (id.clock + unit - 1) + rightOrigin;
        if (kind == 1) {
            return addUnits(id, in.readVarUint(), unit -> places.apply(unit) + " deleted");
        }
        List<String> contents = readContents(kind);
        return addUnits(id, contents.size(), unit -> places.apply(unit) + " " + kind + contents.get((int) unit));
    }

    private List<String> readContents(int kind) {
        List<String> contents = new ArrayList<>();
        switch (kind) {
            case 2 -> readEach(contents, in::readVarString);
            case 3 -> contents.add(written(in::readVarBytes));
            case 4 -> in.readVarString().chars().forEach(unit -> contents.add("'" + Integer.toHexString(unit)));
            case 5 -> contents.add(written(in::readVarString));
            case 6 -> contents.add(written(in::readVarString) + written(in::readVarString));
            case 7 -> {
                long type = in.readVarUint();
                contents.add("type " + type + (type == 3 || type == 5 ? in.readVarString() : ""));
            }
            case 8 -> readEach(contents, in::readAny);
            default -> contents.add(written(in::readVarString) + written(in::readAny));
        }
        return contents;
    }

    private void readEach(List<String> contents, Runnable reader) {
        for (long left = in.readVarUint(); left > 0; left--) {
            contents.add(written(reader));
        }
    }

    /** The bytes that the reader passes. */
    private String written(Runnable reader) {
        int from = in.position();
        reader.run();
        return HexFormat.of().formatHex(Arrays.copyOfRange(update, from, in.position()));
    }

    private String readId() {
        return in.readVarUint() + ":" + in.readVarUint();
    }

    private long addUnits(Id first, long length, LongFunction<String> says) {
        for (long i = 0; i < Math.min(length, MANY); i++) {
            units.computeIfAbsent(new Id(first.client, first.clock + i), absent -> new TreeSet<>())
                    .add(says.apply(i));
        }
        return length;
    }

    private void readDeletes() {
        for (long left = in.readVarUint(); left > 0; left--) {
            long client = in.readVarUint();
            for (long inClient = in.readVarUint(); inClient > 0; inClient--) {
                Id first = new Id(client, in.readVarUint());
                ranges.add(first);
                long length = in.readVarUint();
                for (int i = 0; i < Math.min(length, MANY); i++) {
                    deleted.add(new Id(client, first.clock + i));
                }
            }
        }
        in.requireEnd("the update");
    }
}
