package io.cloudburst.examples.retwis;

/**
 * What somebody has said.
 *
 * @param key where it is kept; those of one author are in order, the newest first
 * @param at milliseconds since the epoch
 * @param replyTo the key of another post; null if it answers none
 */
public record Post(String key, String author, String text, long at, String replyTo) {}
