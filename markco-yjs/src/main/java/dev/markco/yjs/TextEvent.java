package dev.markco.yjs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction did to a text, as steps over the text before it; what follows the last step stayed. The origin is the
 * transaction's.
 */
public record TextEvent(List<TextOp> delta, @Nullable Object origin) {}
