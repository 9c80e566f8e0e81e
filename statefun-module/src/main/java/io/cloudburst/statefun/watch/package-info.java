/** What the job says of its runs on {@code cloudburst.runs}. Its door is {@link io.cloudburst.statefun.watch.RunWatch}. */
package io.cloudburst.statefun.watch;
