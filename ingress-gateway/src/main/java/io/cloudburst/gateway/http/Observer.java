package io.cloudburst.gateway.http;

/** Is told what was answered. Called on the server's threads. */
@FunctionalInterface
public interface Observer {
    /** @param operation of the route; empty where there is none */
    void answered(String operation, int status, long nanos);
}
