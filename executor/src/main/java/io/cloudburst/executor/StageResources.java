package io.cloudburst.executor;

import io.cloudburst.sdk.store.LargeObjects;
import io.cloudburst.sdk.store.LargeValues;
import io.cloudburst.sdk.store.LatticeStore;
import io.cloudburst.sdk.store.Writers;

/** What all stages and batches of an executor share. */
record StageResources(
        Functions functions,
        LatticeStore store,
        Writers writers,
        LargeValues large,
        LargeObjects objects,
        StuckThreads stuckThreads,
        Survival survival,
        Messenger messenger) {}
