/**
 * Failure tests that can be repeated: a whole Cloudburst under load, faults from a seed, and a checker of what came of it.
 */
package io.cloudburst.chaos;
