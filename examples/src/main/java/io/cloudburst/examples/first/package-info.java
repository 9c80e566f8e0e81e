/** Functions that a distribution brings along, to have something to call. */
package io.cloudburst.examples.first;
