package io.cloudburst.sdk;

import java.time.Instant;
import java.util.List;

/**
 * What happened in a run, as its executors' clocks had it.
 *
 * @param accepted when the job took the call up
 * @param stages each attempt of each stage, in the order in which they ended
 */
public record Timeline(Instant accepted, List<Stage> stages) {
    public Timeline {
        stages = List.copyOf(stages);
    }

    /**
     * One attempt of a stage.
     *
     * @param nodes the DAG's nodes that ran in it, one after the other; of a single function, its name
     * @param part of a node that runs many times: which of them, from 0
     * @param queued when it began to wait for a thread
     * @param started when its first function began; equal to {@code ended} if none did
     * @param ended when it had ended, writes acknowledged
     * @param error the code that it failed with; empty if it did not
     */
    public record Stage(List<String> nodes, int part, Instant queued, Instant started, Instant ended, String error) {
        public Stage {
            nodes = List.copyOf(nodes);
        }
    }
}
