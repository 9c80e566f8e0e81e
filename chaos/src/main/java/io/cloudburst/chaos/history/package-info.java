/** What happened in a run, event by event, as it is kept in a file. */
package io.cloudburst.chaos.history;
