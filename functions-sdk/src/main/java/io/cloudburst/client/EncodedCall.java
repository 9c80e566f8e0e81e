package io.cloudburst.client;

import io.cloudburst.protocol.Call;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * A call whose arguments are values already: what gateways and tools send on.
 *
 * @param call target, arguments and options; id, times, reply partition and what the caller has seen are set when it is sent
 * @param timeout from when it begins
 * @param delay how long it waits before it begins
 * @param headers of its record, for whoever follows it
 */
public record EncodedCall(Call call, Duration timeout, Duration delay, Map<String, String> headers) {
    public EncodedCall {
        Objects.requireNonNull(call, "call");
        ConnectionSettings.requirePositive("timeout", timeout);
        Objects.requireNonNull(delay, "delay");
        headers = Map.copyOf(headers);
    }
}
