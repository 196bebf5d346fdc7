/** The documents that are in memory, whoever has them open, and what is told of the documents of a project. */
@NullMarked
package dev.markco.relay.documents;

import org.jspecify.annotations.NullMarked;
