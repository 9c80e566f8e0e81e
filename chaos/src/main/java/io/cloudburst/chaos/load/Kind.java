package io.cloudburst.chaos.load;

import java.util.Random;

/**
 * A kind of operations.
 *
 * @param weight how many of it there are beside the others
 * @param next makes one; called by one thread
 */
record Kind(int weight, Source next) {
    @FunctionalInterface
    interface Source {
        /** @param id of its own; also what is random in it comes from the seed */
        Operation next(long id, Random random);
    }
}
