/** A Twitter clone on shared state: users, followers, posts and timelines, without a lock and without a database. */
package io.cloudburst.examples.retwis;
