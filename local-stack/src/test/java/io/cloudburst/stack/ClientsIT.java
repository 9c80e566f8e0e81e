package io.cloudburst.stack;

import static io.cloudburst.stack.SharedStack.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.ConnectionSettings;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionContext;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How clients connect. What they do when they are connected is in the contracts of {@code testkit}. */
class ClientsIT {
    private final Cloudburst cloudburst = SharedStack.client();

    @Test
    void aFunctionMayBeAClientItself() {
        cloudburst.register("nested_inner", (FunctionContext context, Integer x) -> x * x);
        var outer = cloudburst.register("nested_outer", (FunctionContext context, String server) -> {
            try (Cloudburst inside = Cloudburst.connect(server)) {
                return inside.function("nested_inner", Integer.class).call(6).get();
            }
        });

        assertThat(outer.call(SharedStack.bootstrapServers()).get()).isEqualTo(36);
    }

    @Test
    void aClientWhoseCallKafkaHasTakenSendsAtOnce() {
        cloudburst.register("at_once", (FunctionContext context, Integer x) -> x);
        try (Cloudburst fresh = SharedStack.connect()) {
            assertThat(fresh.sendsAtOnce()).isFalse();
            fresh.function("at_once").call(1).get();
            await().until(fresh::sendsAtOnce);
        }
    }

    @Test
    void noBrokerThere() throws IOException {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        ConnectionSettings settings =
                ConnectionSettings.of("127.0.0.1:" + nobody).withConnectTimeout(Duration.ofMillis(500));

        assertThat(failureOf(() -> Cloudburst.connect(settings), ErrorCode.UNAVAILABLE))
                .hasMessageContaining("127.0.0.1:" + nobody);
        failureOf(() -> Cloudburst.connect("not an address"), ErrorCode.UNAVAILABLE);
    }
}
