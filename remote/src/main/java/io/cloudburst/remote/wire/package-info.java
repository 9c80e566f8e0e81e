/** What both sides of the wire know. */
package io.cloudburst.remote.wire;
