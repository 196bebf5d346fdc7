package dev.markco.relay.spool;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The grammar of a spool file, version {@value #VERSION}; numbers are big-endian.
 *
 * <pre>
 * file    = header entry*
 * header  = "MKSP" version:u32 crc:u32                   crc over the 8 bytes before it
 * entry   = "MKSE" length:u32 crc:u32 payload crc:u32    first crc over the 8 bytes before it, second over the payload
 * payload = millis:i64 flags:u8 id:16 user:16 project path [author:16] [session:16] [madeAt:i64] [means] update
 *                                                        length bytes in all
 * flags   = 1: has an id, which is zero without; 2: an author; 4: a session; 8: madeAt, in milliseconds; 16: means
 * project, path = length:u32 UTF-8
 * means   = length:u32 UTF-8                             by its word
 * update  = length:u32 bytes                             a Yjs update, version 1
 * </pre>
 *
 * Version 1 is the same without the last four flags and what they announce.
 *
 * <p>Checksums are CRC-32C. An entry's head has a checksum of its own, so that an entry that was cut off while it was being
 * written can be told from one that was damaged later.
 */
final class SpoolFormat {
    static final int VERSION = 2;

    /** The first version, whose files are read too. */
    static final int FIRST_VERSION = 1;

    static final int HAS_ID = 1;
    static final int HAS_AUTHOR = 2;
    static final int HAS_SESSION = 4;
    static final int HAS_MADE_AT = 8;
    static final int HAS_MEANS = 16;

    static final int FILE_MAGIC = 0x4D4B5350;
    static final int ENTRY_MAGIC = 0x4D4B5345;

    /** Bytes of the file's header. */
    static final int HEADER_BYTES = 12;

    /** Bytes of an entry before its payload. */
    static final int HEAD_BYTES = 12;

    /** Bytes of an entry after its payload. */
    static final int TRAILER_BYTES = 4;

    /** Bytes of a payload whose names and update are empty. */
    static final int LEAST_PAYLOAD_BYTES = 8 + 1 + 16 + 16 + 4 + 4 + 4;

    private SpoolFormat() {}

    /** The checksum of {@code length} bytes at {@code from}, whatever the buffer's position is. */
    static int crc(ByteBuffer bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().limit(from + length).position(from));
        return (int) crc.getValue();
    }
}
