/** Functions that talk to each other until each of them knows the average of what they have. */
package io.cloudburst.examples.gossip;
