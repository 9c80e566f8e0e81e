package io.cloudburst.examples.gossip;

import java.util.List;

/**
 * What a member is told: who the members are, or what another one gives it in a round.
 *
 * @param members their ids, the same list for all; empty if this is a share
 * @param round from 0
 */
record News(List<String> members, int round, double share) {
    static News introduction(List<String> members) {
        return new News(members, 0, 0);
    }

    static News share(int round, double share) {
        return new News(List.of(), round, share);
    }

    boolean isIntroduction() {
        return !members.isEmpty();
    }
}
