package dev.markco.sync.text;

/** How far two texts are alike at their ends, in UTF-16 units; a surrogate pair may be cut. */
public final class CommonEnds {
    private CommonEnds() {}

    /** The units that {@code a} from {@code start} on and {@code b} begin with alike, at most {@code most}. */
    public static int prefix(String a, int start, String b, int most) {
        int length = 0;
        while (length < most && a.charAt(start + length) == b.charAt(length)) {
            length++;
        }
        return length;
    }

    /** The units that {@code a} up to {@code end} and {@code b} end with alike, at most {@code most}. */
    public static int suffix(String a, int end, String b, int most) {
        int length = 0;
        while (length < most && a.charAt(end - 1 - length) == b.charAt(b.length() - 1 - length)) {
            length++;
        }
        return length;
    }
}
