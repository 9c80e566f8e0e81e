/** The steady load: calls and store operations of many kinds, each with its right answer. */
package io.cloudburst.chaos.load;
