@NullMarked
package dev.markco.bench.agent;

import org.jspecify.annotations.NullMarked;
