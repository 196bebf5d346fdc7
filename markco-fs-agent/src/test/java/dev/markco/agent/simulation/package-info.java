/** Agents, a relay, tabs and programs in simulated time, on disks and over a network of our own making. */
@NullMarked
package dev.markco.agent.simulation;

import org.jspecify.annotations.NullMarked;
