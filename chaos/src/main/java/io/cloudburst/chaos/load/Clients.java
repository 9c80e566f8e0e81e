package io.cloudburst.chaos.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudburst.chaos.history.HistoryFile;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.ConnectionSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Those who use the system: some by the SDK, one by HTTP. Closed after the load. */
public final class Clients implements AutoCloseable {
    private static final int COUNT = 3;
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration STORE_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration FIRST_CALL = Duration.ofSeconds(60);

    private final List<Cloudburst> clients = new ArrayList<>();
    private final Gateways gateways;

    /** Connects, registers what is called, and returns when a call has been answered. */
    public Clients(String bootstrapServers, List<URI> gatewayAddresses) {
        this.gateways = new Gateways(gatewayAddresses);
        ConnectionSettings settings = ConnectionSettings.of(bootstrapServers)
                .withConnectTimeout(STORE_TIMEOUT)
                .withCallTimeout(CALL_TIMEOUT);
        for (int i = 0; i < COUNT; i++) {
            clients.add(Cloudburst.connect(settings));
        }
        ChaosFunctions.register(clients.get(0));
        // From here on everybody is there who takes part in a call.
        clients.get(0)
                .function(ChaosFunctions.REMOTE_SQUARE, Long.class)
                .withTimeout(FIRST_CALL)
                .call(1L)
                .get();
    }

    /** Operations of all kinds, not begun yet. */
    public Load load(HistoryFile history, long seed) {
        List<Kind> kinds = new ArrayList<>();
        kinds.addAll(new CallOperations(clients, CALL_TIMEOUT).kinds());
        kinds.addAll(new StoreOperations(clients, STORE_TIMEOUT).kinds());
        kinds.addAll(new HttpOperations(gateways, CALL_TIMEOUT, COUNT).kinds());
        return new Load(history, kinds, seed);
    }

    /** For looking at what is left. */
    public Cloudburst any() {
        return clients.get(0);
    }

    /** How many runs the job has that have not ended, as of its last second; -1 if it has said nothing. */
    public long runsUnderWay() throws IOException {
        JsonNode seconds = gateways.figures().path("seconds");
        if (seconds.isEmpty()) {
            return -1;
        }
        long runs = 0;
        for (JsonNode target : seconds.get(seconds.size() - 1).path("targets")) {
            runs += target.path("running").asLong() + target.path("waiting").asLong();
        }
        return runs;
    }

    /** How many calls the gateways have not answered yet. */
    public long callsInFlight() throws IOException {
        return gateways.callsInFlight();
    }

    @Override
    public void close() {
        clients.forEach(Cloudburst::close);
    }
}
