/** The real providers from npm, driven by tests. */
@NullMarked
package dev.markco.sync.interop;

import org.jspecify.annotations.NullMarked;
