/** What is done to the processes, and when: drawn from a seed. */
package io.cloudburst.chaos.fault;
