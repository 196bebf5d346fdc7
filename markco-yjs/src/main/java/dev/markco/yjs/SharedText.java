package dev.markco.yjs;

/**
 * A half of a long run, split but not copied: it reads the array of the whole. So n splits of one run cost O(n log n) bytes,
 * wherever they are. It appends nothing in place but what follows in the same array, and makes a copy first otherwise.
 */
final class SharedText extends StringContent {
    private int offset;
    private boolean shared = true;

    SharedText(Object units, int offset) {
        super(units);
        this.offset = offset;
    }

    @Override
    int offset() {
        return offset;
    }

    @Override
    boolean isShared() {
        return shared;
    }

    @Override
    boolean append(Content next, int length, int rightLength) {
        if (shared) {
            StringContent right = (StringContent) next;
            if (right.units == units && right.offset() == offset + length) {
                return true;
            }
            units = copy(units, offset, offset + length);
            offset = 0;
            shared = false;
        }
        return super.append(next, length, rightLength);
    }
}
