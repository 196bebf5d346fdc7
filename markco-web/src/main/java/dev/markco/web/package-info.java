/** The page that a relay serves, as files of the class path. */
@org.jspecify.annotations.NullMarked
package dev.markco.web;
