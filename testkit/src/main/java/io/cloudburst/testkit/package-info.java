/** Tests of functions and DAGs: {@link io.cloudburst.testkit.CloudburstExtension} gives them a Cloudburst, in memory or of real parts. */
package io.cloudburst.testkit;
