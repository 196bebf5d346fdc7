/** What makes the distribution out of the modules; nothing of it is shipped. */
@org.jspecify.annotations.NullMarked
package dev.markco.dist;
