package io.cloudburst.sdk.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.Max;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrefixScanTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int PARTITIONS = 4;

    private final TestLog log = new TestLog(PARTITIONS);
    private final TestNode first = new TestNode(log);
    private final TestNode second = new TestNode(log);
    private final StoreClient client =
            new StoreClient(log.producer(), partition -> List.of(first.address(), second.address()));

    @AfterEach
    void close() {
        client.close();
        first.close();
        second.close();
    }

    @Test
    void pagesOfAllPartitionsComeAsOneInOrder() {
        List<String> keys =
                IntStream.range(0, 5_000).mapToObj("key %04d"::formatted).toList();
        keys.forEach(key -> log.append(key, Max.of(1)));
        log.append("other", Max.of(1));

        assertThat(scan("key ")).isEqualTo(keys);
        assertThat(scan("key 012")).isEqualTo(keys.subList(120, 130));
        assertThat(scan("nothing")).isEmpty();
    }

    @Test
    void whoTakesFewLoadsFew() {
        IntStream.range(0, 5_000).forEach(i -> log.append("key %04d".formatted(i), Max.of(1)));

        Iterator<Map.Entry<String, Lattice<?>>> keys = client.scan("", Frontier.NONE, TIMEOUT);
        assertThat(first.scans()).isZero();
        assertThat(keys.next().getKey()).isEqualTo("key 0000");

        assertThat(first.scans()).isEqualTo(PARTITIONS);
        assertThat(client.scan("", 3, TIMEOUT).keySet()).containsExactly("key 0000", "key 0001", "key 0002");
    }

    @Test
    void theOrderIsThatOfTheBytes() {
        List<String> keys = List.of("k", "kz", "k\uE000", "k\uFFFD", "k\uD83D\uDE00", "l");
        keys.forEach(key -> log.append(key, Max.of(1)));

        assertThat(scan("")).isEqualTo(keys);
        assertThat(client.scan("", 10, TIMEOUT).keySet()).containsExactlyElementsOf(keys);
    }

    @Test
    void anotherOwnerGoesOnWhereOneBreaks() {
        List<String> keys =
                IntStream.range(0, 1_000).mapToObj("key %04d"::formatted).toList();
        keys.forEach(key -> log.append(key, Max.of(1)));
        first.scanInPartsOf(20);
        first.breakScansAfter(2);
        second.scanInPartsOf(20);
        second.breakScansAfter(3);

        assertThat(scan("key")).isEqualTo(keys);
    }

    @Test
    void theSystemsOwnKeysAreSkipped() {
        IntStream.range(0, 3_000).forEach(i -> log.append("cloudburst/code/" + i, Max.of(1)));
        List<String> keys = List.of("a", "cloud", "cloudburst", "cloudburst0", "d");
        keys.forEach(key -> log.append(key, Max.of(1)));

        assertThat(scan("")).isEqualTo(keys);
        assertThat(scan("cloud")).isEqualTo(keys.subList(1, 4));
        assertThat(scan("cloudburst/code/1")).hasSize(1_111);
    }

    @Test
    void largeValuesComeInSmallerPages() {
        first.scanInPartsOf(1);
        IntStream.range(0, 40).forEach(i -> log.append("key " + i, LastWriterWins.of(1, 1, new byte[300_000])));

        assertThat(scan("key")).hasSize(40);
        // Some ten in each partition, and four fill a page.
        assertThat(first.scans()).isGreaterThan(2 * PARTITIONS);
    }

    @Test
    void aPartitionThatNobodyHasEndsItInTime() {
        first.lose(2);
        second.lose(2);

        assertThatThrownBy(() ->
                        client.scan("", Frontier.NONE, Duration.ofMillis(300)).hasNext())
                .isInstanceOfSatisfying(CloudburstException.class, failure -> assertThat(failure.code())
                        .isEqualTo(ErrorCode.TIMEOUT))
                .hasMessageContaining("partition 2");
    }

    private List<String> scan(String prefix) {
        List<String> keys = new ArrayList<>();
        client.scan(prefix, Frontier.NONE, TIMEOUT).forEachRemaining(entry -> keys.add(entry.getKey()));
        return keys;
    }
}
