/**
 * Runs users' functions: on threads of its own, from the code that they came with, with what they read and write. Knows nothing of
 * what tells it to.
 */
package io.cloudburst.executor;
