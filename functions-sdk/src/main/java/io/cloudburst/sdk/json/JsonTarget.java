package io.cloudburst.sdk.json;

/** What a call in JSON is of. */
public record JsonTarget(String name, boolean isDag) {}
