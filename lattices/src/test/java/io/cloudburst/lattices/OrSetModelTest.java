package io.cloudburst.lattices;

import static io.cloudburst.lattices.Samples.texts;
import static io.cloudburst.lattices.Samples.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Replicas that write, read and gossip at random, beside a set that remembers every add and every removal for ever. */
class OrSetModelTest {
    private static final int REPLICAS = 3;

    private record Add(String element, long writer, long counter) {}

    private static final class Replica {
        private OrSet set = OrSet.empty();
        private final Set<Add> added = new HashSet<>();
        private final Set<Add> removed = new HashSet<>();

        Set<String> expected() {
            Set<String> there = new TreeSet<>();
            added.stream().filter(add -> !removed.contains(add)).forEach(add -> there.add(add.element));
            return there;
        }

        void take(Replica other) {
            set = set.merge(other.set);
            added.addAll(other.added);
            removed.addAll(other.removed);
        }
    }

    @Property(tries = 300)
    void replicasAgreeWithASetThatRemembersEverything(@ForAll Random random) {
        List<Replica> replicas = new ArrayList<>();
        for (int i = 0; i < REPLICAS; i++) {
            replicas.add(new Replica());
        }
        for (int step = 0; step < 60; step++) {
            int writer = random.nextInt(REPLICAS);
            Replica replica = replicas.get(writer);
            String element = "e" + random.nextInt(4);
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    Dot dot = replica.set.nextDot(writer);
                    replica.set = replica.set.merge(OrSet.add(dot, utf8(element)));
                    replica.added.add(new Add(element, writer, dot.counter()));
                }
                case 2 -> {
                    replica.set = replica.set.merge(replica.set.remove(utf8(element)));
                    replica.added.stream()
                            .filter(add -> add.element.equals(element))
                            .forEach(replica.removed::add);
                }
                default -> replica.take(replicas.get(random.nextInt(REPLICAS)));
            }
            assertThat(texts(replica.set.elements())).containsExactlyElementsOf(replica.expected());
            assertThat(replica.set.size()).isEqualTo(replica.expected().size());
        }
        for (Replica replica : replicas) {
            replicas.forEach(replica::take);
        }
        replicas.get(0).take(replicas.get(1));
        Replica last = replicas.get(REPLICAS - 1);
        assertThat(texts(last.set.elements())).containsExactlyElementsOf(last.expected());
    }
}
