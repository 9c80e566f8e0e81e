package io.cloudburst.sdk;

/**
 * What another running function has sent.
 *
 * @param from the id of the sender ({@link FunctionContext#id()}), to answer it
 * @param body may be null
 */
public record Message<T>(String from, T body) {}
