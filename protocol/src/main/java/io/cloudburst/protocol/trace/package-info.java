/** Where calls, updates and RPCs stand in a distributed trace, and how that travels. Costs nothing where OpenTelemetry is not set up. */
package io.cloudburst.protocol.trace;
