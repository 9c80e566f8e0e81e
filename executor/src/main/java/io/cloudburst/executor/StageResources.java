package io.cloudburst.executor;

import io.cloudburst.sdk.store.StoreClient;
import io.cloudburst.sdk.store.Writers;

/** What all stages and batches of an executor share. */
record StageResources(Functions functions, StoreClient store, Writers writers, StuckThreads stuckThreads) {}
