package io.cloudburst.sdk.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
    @Test
    void everyTimeIsInABucketThatIsASixteenthWideAtMost() {
        Random random = new Random(5);
        LongStream.concat(LongStream.range(0, 5_000), random.longs(10_000, 5_000, 1L << 35))
                .forEach(micros -> {
                    long greatest = LatencyHistogram.greatestOf(LatencyHistogram.bucketOf(micros));
                    assertThat(greatest).isBetween(micros, micros + micros / 16);
                    assertThat(LatencyHistogram.bucketOf(greatest + 1))
                            .isEqualTo(LatencyHistogram.bucketOf(micros) + 1);
                });
    }

    @Test
    void quantilesAreThoseOfWhatWasCounted() {
        LatencyHistogram histogram = new LatencyHistogram();
        assertThat(histogram.quantile(0.99)).isZero();
        LongStream.rangeClosed(1, 1_000).forEach(millis -> histogram.record(millis * 1_000));
        assertThat(histogram.total()).isEqualTo(1_000);
        assertThat(histogram.quantile(0.5)).isBetween(500_000L, 532_000L);
        assertThat(histogram.quantile(0.99)).isBetween(990_000L, 1_053_000L);
    }

    @Test
    void whatSeveralHaveCountedIsAdded() {
        LatencyHistogram one = new LatencyHistogram();
        LatencyHistogram other = new LatencyHistogram();
        one.record(10);
        other.record(10);
        other.record(Long.MAX_VALUE);
        other.record(-1);
        one.add(other.toProto());
        assertThat(one.total()).isEqualTo(4);
        assertThat(one.quantile(0.25)).isZero();
        assertThat(one.quantile(0.75)).isEqualTo(10);
        assertThat(one.quantile(1)).isGreaterThan(60_000_000_000L);
    }
}
