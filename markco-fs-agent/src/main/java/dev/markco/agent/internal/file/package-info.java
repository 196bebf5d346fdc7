/**
 * The file of a document: it is looked at, what was saved there is taken, and what the document has is put there.
 */
@NullMarked
package dev.markco.agent.internal.file;

import org.jspecify.annotations.NullMarked;
