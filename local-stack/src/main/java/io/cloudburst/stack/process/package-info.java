/** Parts of a Cloudburst as processes of their own, with the class path of this one. */
package io.cloudburst.stack.process;
