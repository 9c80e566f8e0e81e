package io.cloudburst.examples.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.testkit.CloudburstExtension;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same program on real parts. */
class GossipIT {
    @RegisterExtension
    static final CloudburstExtension CLOUDBURST = CloudburstExtension.stack();

    @Test
    void theDemoRuns(Cloudburst cloudburst) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();

        GossipDemo.run(Gossip.on(cloudburst), new PrintStream(said, true, StandardCharsets.UTF_8));

        assertThat(said.toString(StandardCharsets.UTF_8)).contains("0 rounds", "0.00 1.00 2.00", "5 rounds");
    }
}
