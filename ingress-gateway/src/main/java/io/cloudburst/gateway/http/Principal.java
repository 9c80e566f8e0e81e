package io.cloudburst.gateway.http;

/**
 * Who asks.
 *
 * @param name what limits count by: that of a key, the subject of a token, or an address
 */
public record Principal(String name, Role role) {}
