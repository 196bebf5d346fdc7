/** The relay's HTTP face: routes, JSON, upgrades. */
@NullMarked
package dev.markco.relay.http;

import org.jspecify.annotations.NullMarked;
