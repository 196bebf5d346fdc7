/** The clock and the timers that every class is handed, so that what it does can be run in simulated time. */
@NullMarked
package dev.markco.sync.time;

import org.jspecify.annotations.NullMarked;
