package io.cloudburst.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallSummaryTest {
    private final CallSummary summary = new CallSummary();

    @Test
    void whatCameOfManyCallsIsSaidInOneLine() {
        for (int millis = 1; millis <= 1_000; millis++) {
            summary.done(TimeUnit.MILLISECONDS.toNanos(millis));
        }
        summary.failed(new CloudburstException(ErrorCode.TIMEOUT, "over"));
        summary.failed(new IllegalStateException("what nobody expects"));
        summary.unanswered(3);

        assertThat(summary.text(TimeUnit.SECONDS.toNanos(2)))
                .isEqualTo("1,005 calls in 2.0 s (501/s): 1,000 done, 2 failed (FAILED 1, TIMEOUT 1), 3 not waited for;"
                        + " p50 500.2 ms, p90 900.2 ms, p99 990.4 ms");
        assertThat(summary.toJson(TimeUnit.SECONDS.toNanos(2)).toString())
                .contains(
                        "\"calls\":1005",
                        "\"failed\":2",
                        "\"unanswered\":3",
                        "\"errors\":{\"FAILED\":1,\"TIMEOUT\":1}");
    }

    @Test
    void ofNoCallsThereAreNoPercentiles() {
        assertThat(summary.text(0)).isEqualTo("0 calls in 0.0 s (0/s): 0 done");
        assertThat(summary.toJson(0).has("p50Ms")).isFalse();
    }

    @Test
    void aCallMayTakeLongerThanIsMeasured() {
        summary.done(Long.MAX_VALUE);

        assertThat(summary.ended()).isEqualTo(1);
    }
}
