/** The client: register functions and DAGs, call them, read and write the store. The door is {@link Cloudburst}. */
package io.cloudburst.client;
