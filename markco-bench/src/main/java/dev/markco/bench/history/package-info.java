/** What keeping the past of documents costs, in bytes and in time. */
@NullMarked
package dev.markco.bench.history;

import org.jspecify.annotations.NullMarked;
