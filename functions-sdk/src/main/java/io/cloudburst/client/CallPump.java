package io.cloudburst.client;

import io.cloudburst.sdk.CloudFuture;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/** Makes many calls, the next one whenever one ends, so that no more than a window of them is under way. */
final class CallPump<R> {
    /** Enough to keep every part of the way busy. */
    static final int WINDOW = 1_024;

    private final IntFunction<CloudFuture<R>> call;
    private final CompletableFuture<List<R>> all = new CompletableFuture<>();
    private final R[] results;
    /** The calls that were made, and those that have ended. Guarded by this, as what follows is. */
    private int made;

    private int ended;
    /** Whether some thread makes calls now; it makes those too that others find to be due. */
    private boolean pumping;

    @SuppressWarnings("unchecked") // an array of R that only this object sees
    CallPump(int count, IntFunction<CloudFuture<R>> call) {
        this.call = call;
        this.results = (R[]) new Object[count];
    }

    CompletableFuture<List<R>> start() {
        pump();
        return all;
    }

    private void pump() {
        synchronized (this) {
            if (pumping) {
                return;
            }
            pumping = true;
        }
        for (int next = next(); next >= 0; next = next()) {
            make(next);
        }
    }

    private void make(int index) {
        try {
            call.apply(index).whenComplete((result, failure) -> {
                if (failure != null) {
                    all.completeExceptionally(failure);
                } else {
                    results[index] = result;
                }
                synchronized (this) {
                    ended++;
                }
                pump();
            });
        } catch (RuntimeException e) {
            all.completeExceptionally(e);
        }
    }

    /** The next call to be made now, or -1; then nobody pumps any more. */
    private synchronized int next() {
        if (ended == results.length) {
            all.complete(Arrays.asList(results));
        }
        if (all.isDone() || made == results.length || made - ended >= WINDOW) {
            pumping = false;
            return -1;
        }
        return made++;
    }
}
