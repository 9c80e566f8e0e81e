package io.cloudburst.sdk.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.lattices.Max;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManyKeysReadTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final TestLog log = new TestLog(4);
    private final TestNode first = new TestNode(log);
    private final TestNode second = new TestNode(log);
    private final List<String> owners = new CopyOnWriteArrayList<>(List.of(first.address(), second.address()));
    private final StoreClient client = new StoreClient(log.producer(), partition -> owners);

    @AfterEach
    void close() {
        client.close();
        first.close();
        second.close();
    }

    @Test
    void thereIsSomethingForEveryKey() {
        log.append("a", Max.of(1));
        client.merge("b", Max.of(2)).join();

        Map<String, StoredValue> found = client.getAll(List.of("a", "b", "a", "c"), Frontier.NONE, TIMEOUT)
                .join();

        assertThat(found).containsOnlyKeys("a", "b", "c");
        assertThat(found.get("a").lattice()).contains(Max.of(1));
        assertThat(found.get("b").lattice()).contains(Max.of(2));
        assertThat(found.get("c").lattice()).isEmpty();
        assertThat(client.getAll(List.of(), Frontier.NONE, TIMEOUT)).isCompletedWithValue(Map.of());
    }

    @Test
    void noRequestHasMoreKeysThanANodeTakes() {
        List<String> keys = keys(2_500);
        // Where this machine is slow, the other one would be asked after a second.
        owners.remove(second.address());

        assertThat(client.getAll(keys, Frontier.NONE, TIMEOUT).join()).hasSize(2_500);

        assertThat(first.requestedKeys()).containsExactlyInAnyOrder(1_000, 1_000, 500);
    }

    @Test
    void moreKeysThanOneRoundTakesAreRead() {
        assertThat(client.getAll(keys(12_345), Frontier.NONE, TIMEOUT).join()).hasSize(12_345);
    }

    @Test
    void whatOneOwnerCannotReadAnotherIsAskedFor() {
        log.append("key 7", Max.of(7));
        first.failReadsOf("key 7");
        first.lose(log.partitionOf("key 8"));

        Map<String, StoredValue> found =
                client.getAll(keys(10), Frontier.NONE, TIMEOUT).join();

        assertThat(found).hasSize(10);
        assertThat(found.get("key 7").lattice()).isEqualTo(Optional.of(Max.of(7)));
        assertThat(second.requestedKeys()).hasSize(1);
        assertThat(second.requestedKeys().get(0)).isLessThan(10);
    }

    @Test
    void whatANodeThatIsGoneHadAnotherIsAskedFor() {
        first.close();

        assertThat(client.getAll(keys(10), Frontier.NONE, TIMEOUT).join()).hasSize(10);
    }

    @Test
    void aKeyThatNobodyCanReadIsNamed() {
        first.failReadsOf("key 7");
        second.failReadsOf("key 7");

        assertThatThrownBy(() -> client.readAll(keys(10), Frontier.NONE, Duration.ofMillis(300)))
                .isInstanceOfSatisfying(CloudburstException.class, failure -> assertThat(failure.code())
                        .isEqualTo(ErrorCode.TIMEOUT))
                .hasMessageContaining("'key 7'")
                .hasMessageContaining("DATA_LOSS");
    }

    @Test
    void withoutOwnersItEndsInTime() {
        owners.clear();

        assertThatThrownBy(() -> client.readAll(keys(3), Frontier.NONE, Duration.ofMillis(200)))
                .isInstanceOf(CloudburstException.class)
                .hasMessageContaining("and 2 others")
                .hasMessageContaining("no store node owns");
    }

    private static List<String> keys(int count) {
        return IntStream.range(0, count).mapToObj(i -> "key " + i).toList();
    }
}
