package io.cloudburst.protocol.trace;

import io.opentelemetry.api.trace.SpanContext;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A span whose ids were given out before it is made. A run may be ended by another process than began it, and its stages name it as
 * their parent from its beginning on; so its span is made once, when it is over, with the ids that it began with. That needs an SDK
 * whose ids come from here, see {@link #isSupported}.
 */
public final class PlannedSpan {
    private static final ThreadLocal<SpanContext> NEXT = new ThreadLocal<>();
    private static volatile boolean supported;

    private PlannedSpan() {}

    /** To be called by whoever sets up an SDK that asks {@link #next} for the ids of every span. */
    public static void support() {
        supported = true;
    }

    public static boolean isSupported() {
        return supported;
    }

    /** What the span that this thread makes is to be; empty: as any. */
    public static Optional<SpanContext> next() {
        return Optional.ofNullable(NEXT.get());
    }

    /** @param make makes the span, and no other */
    public static <T> T with(SpanContext ids, Supplier<T> make) {
        NEXT.set(ids);
        try {
            return make.get();
        } finally {
            NEXT.remove();
        }
    }
}
