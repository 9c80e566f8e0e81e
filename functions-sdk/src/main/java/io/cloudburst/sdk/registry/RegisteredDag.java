package io.cloudburst.sdk.registry;

import io.cloudburst.sdk.Dag;

/**
 * A DAG as it stands in the registry.
 *
 * @param version the offset of its entry
 */
public record RegisteredDag(Dag dag, long version) {}
