@NullMarked
package dev.markco.agent.internal.decision;

import org.jspecify.annotations.NullMarked;
