package io.cloudburst.engine;

/**
 * One attempt of a stage, or of one of the parts that it runs in.
 *
 * @param stage its index in the plan
 * @param part 0 where a stage has one part; else which part of the list, or the index of the upstream stage that contends
 * @param attempt how often it had failed before
 */
public record Task(int stage, int part, int attempt) {}
