/** A whole Cloudburst on this machine, each part a process of its own that can be killed and paused. */
package io.cloudburst.chaos.cluster;
