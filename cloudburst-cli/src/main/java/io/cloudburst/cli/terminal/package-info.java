/** What people see on a terminal: tables, colours, progress. Knows nothing of Cloudburst. */
package io.cloudburst.cli.terminal;
