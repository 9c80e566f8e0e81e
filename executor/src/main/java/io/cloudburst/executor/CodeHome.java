package io.cloudburst.executor;

import io.cloudburst.sdk.value.ValueCodec;

/** Where a function's classes are; to be released by whoever has it. Safe for use by many threads. */
interface CodeHome {
    ClassLoader loader();

    /** Knows those classes, and goes when they go. */
    ValueCodec codec();

    void release();
}
