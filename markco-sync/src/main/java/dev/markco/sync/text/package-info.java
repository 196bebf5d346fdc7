/** Texts compared and brought together: hunks, diffs, three-way merges. */
@NullMarked
package dev.markco.sync.text;

import org.jspecify.annotations.NullMarked;
