/** HTTP in, Kafka out. The door is {@link Gateway}. */
package io.cloudburst.gateway;
