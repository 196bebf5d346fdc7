/** What relay and agent share: document keys, messages, framings and rooms. */
@NullMarked
package dev.markco.sync;

import org.jspecify.annotations.NullMarked;
