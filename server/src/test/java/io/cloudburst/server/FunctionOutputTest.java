package io.cloudburst.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FunctionOutputTest {
    private final ByteArrayOutputStream target = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong();
    private final PrintStream out = FunctionOutput.stream(target, nanos::get);

    @Test
    void littleComesThroughAsItIs() {
        out.print("héllo");

        assertThat(target.toString(UTF_8)).isEqualTo("héllo");
    }

    @Test
    void aFloodIsCutToSoMuchASecondAndWhatIsLeftOutIsCounted() {
        String line = "x".repeat(1_023) + "\n";
        for (int i = 0; i < 1_000; i++) {
            out.print(line);
        }
        assertThat(target.size()).isEqualTo(FunctionOutput.BURST_BYTES);

        nanos.addAndGet(2_000_000_000L);
        for (int i = 0; i < 1_000; i++) {
            out.print(line);
        }
        assertThat(target.size())
                .isBetween(FunctionOutput.BURST_BYTES, FunctionOutput.BURST_BYTES + 2 * FunctionOutput.BYTES_A_SECOND);

        nanos.addAndGet(3_600_000_000_000L);
        out.print("calm again");
        assertThat(target.toString(UTF_8))
                .contains(" bytes of what functions print were left out")
                .endsWith("calm again");
    }

    @Test
    void nobodyCanCloseIt() {
        out.close();
        out.print("still there");

        assertThat(target.toString(UTF_8)).isEqualTo("still there");
    }
}
