/** What a history must fulfil. Knows no process and no clock: the same history gives the same answer. */
package io.cloudburst.chaos.check;
