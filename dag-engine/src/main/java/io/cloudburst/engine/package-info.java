/**
 * What a DAG means: compiled to a {@link io.cloudburst.engine.Plan}, run by {@link io.cloudburst.engine.Run}. Pure: no threads, no
 * clock, no input or output of its own, so that the same engine runs in the job, in a test and in a simulation.
 */
package io.cloudburst.engine;
