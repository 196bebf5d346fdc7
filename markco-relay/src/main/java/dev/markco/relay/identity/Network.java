package dev.markco.relay.identity;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** A range of addresses in CIDR notation, such as {@code 10.0.0.0/8} or {@code ::1}. Immutable. */
public final class Network {
    /** Only digits: a name would be looked up, and whoever answers the lookup would be trusted. */
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private final byte[] base;
    private final int prefixBits;
    private final String text;

    private Network(byte[] base, int prefixBits, String text) {
        this.base = base;
        this.prefixBits = prefixBits;
        this.text = text;
    }

    /**
     * Reads an address or a range.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        byte[] base = literal(slash < 0 ? text : text.substring(0, slash), text);
        int bits = base.length * Byte.SIZE;
        if (slash >= 0) {
            try {
                bits = Integer.parseInt(text.substring(slash + 1));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'" + text + "' is not a network: its prefix is no number", e);
            }
            if (bits < 0 || bits > base.length * Byte.SIZE) {
                throw new IllegalArgumentException("'" + text + "' is not a network: its prefix is too long");
            }
        }
        return new Network(base, bits, text);
    }

    private static byte[] literal(String address, String text) {
        if (!LITERAL.matcher(address).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a network: write it as 10.0.0.0/8 or fd00::/8");
        }
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("'" + text + "' is not a network", e);
        }
    }

    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != base.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if ((bytes[bit / Byte.SIZE] & mask) != (base[bit / Byte.SIZE] & mask)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return text;
    }
}
