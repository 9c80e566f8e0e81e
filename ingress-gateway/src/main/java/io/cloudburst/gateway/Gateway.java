package io.cloudburst.gateway;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.ConnectionSettings;
import io.cloudburst.gateway.access.Access;
import io.cloudburst.gateway.dashboard.Dashboard;
import io.cloudburst.gateway.http.HttpFront;
import io.cloudburst.gateway.http.HttpServers;
import io.cloudburst.gateway.http.Route;
import io.cloudburst.gateway.runs.EventStreams;
import io.cloudburst.gateway.runs.JobFigures;
import io.cloudburst.gateway.runs.JobTotals;
import io.cloudburst.gateway.runs.RunFollower;
import io.cloudburst.gateway.runs.RunHistory;
import io.cloudburst.sdk.lifecycle.OpenParts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls, functions, DAGs and the store over HTTP; what there is says {@code /openapi.json}. Keeps nothing that must survive: another
 * one answers for the calls of one that has died. However many calls wait, its threads are few.
 */
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    /** Kafka's producer takes records from one thread faster than there are calls; where it makes one wait it makes all. */
    private static final int SENDERS = 1;

    private static final int WORKERS = 8;
    private static final int WAITING_WORK = 512;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final String scheme;
    private final String host;
    private final OpenParts parts = new OpenParts();

    private List<Route> routes = List.of();
    private int port;

    private Gateway(GatewaySettings settings) {
        this.scheme = settings.tls().isPresent() ? "https" : "http";
        this.host = settings.host();
    }

    /**
     * Starts a gateway; it serves when this returns.
     *
     * @throws IllegalArgumentException if the settings would let anybody do anything from other machines
     * @throws io.cloudburst.sdk.CloudburstException if there is no Cloudburst at the brokers
     * @throws IllegalStateException if the port cannot be had
     */
    public static Gateway start(GatewaySettings settings) {
        Gateway gateway = new Gateway(settings);
        try {
            gateway.open(settings);
            return gateway;
        } catch (RuntimeException | Error e) {
            gateway.close();
            throw e;
        }
    }

    private void open(GatewaySettings settings) {
        Access access = parts.add(new Access(settings.access(), settings.host()));
        // Calls come one by one, from many connections: sent as they come, each would cost brokers and job a request.
        Cloudburst cloudburst = parts.add(
                Cloudburst.connect(ConnectionSettings.of(settings.kafka().withRequestsInFlight(1))
                        .withConnectTimeout(TIMEOUT)
                        .withStoreSecurity(settings.store())));
        CallLimits limits = settings.calls();
        Workers senders = parts.add(new Workers("gateway-senders", SENDERS, 2 * limits.maxInFlight()));
        Workers workers = parts.add(new Workers("gateway-workers", WORKERS, WAITING_WORK));
        Workers uploads = parts.add(new Workers("gateway-uploads", 1, WAITING_WORK));
        GatewayMetrics metrics = parts.add(new GatewayMetrics());
        InFlight inFlight = new InFlight(limits);
        NewestRegistry newest = new NewestRegistry(cloudburst.registry(), TIMEOUT);
        CallsUnderWay calls = new CallsUnderWay(cloudburst, senders);
        KnownTargets targets = new KnownTargets(cloudburst.registry());
        CallMetrics callMetrics = new CallMetrics(metrics.meters(), targets);

        RunHistory history = new RunHistory();
        JobFigures figures = new JobFigures();
        EventStreams streams = new EventStreams();
        JobTotals totals = new JobTotals(targets::label);
        parts.add(new RunFollower(cloudburst.runLog(), history, figures, totals, streams).start());
        SystemStatus status = parts.add(new SystemStatus(cloudburst, figures, streams, workers).start());

        List<Route> all = new ArrayList<>();
        CallRoutes callRoutes = new CallRoutes(cloudburst, calls, inFlight, limits, callMetrics, workers);
        all.addAll(callRoutes.routes());
        all.addAll(new EventRoutes(callRoutes, limits).routes());
        all.addAll(new RunRoutes(history, figures, streams).routes());
        all.addAll(new FunctionRoutes(cloudburst, newest, settings.trusted(), workers, uploads).routes());
        all.addAll(new DagRoutes(cloudburst, newest, workers).routes());
        all.addAll(new KvsRoutes(cloudburst, limits, TIMEOUT, senders, workers).routes());
        all.addAll(new SystemRoutes(new Readiness(cloudburst, newest, senders, workers), status, metrics, workers)
                .routes());
        // The last, for they are many and each request looks through those before its own.
        all.addAll(Dashboard.routes());
        routes = List.copyOf(all);

        HttpFront front = new HttpFront(routes, access, settings.http(), metrics);
        metrics.gauge("cloudburst.calls.in.flight", "Calls that are not answered yet", inFlight::count);
        metrics.gauge("http.server.connections", "Open connections", front::openConnections);
        metrics.gauge("http.server.requests.open", "Requests that are not answered yet", front::openExchanges);
        metrics.cache(cloudburst);
        metrics.register(new JobCollector(totals, targets, figures));
        metrics.register(new SystemCollector(status));
        new KafkaMetrics().register(metrics.meters());

        HttpServers servers = parts.add(new HttpServers(
                front, settings.host(), settings.port(), settings.tls(), settings.http(), settings.threads()));
        // Before the server waits for what is being answered.
        parts.add(calls);
        parts.add((AutoCloseable) streams::close);
        port = servers.port();
        LOG.info("the gateway listens on {}", url());
    }

    /** Such as {@code http://127.0.0.1:8080}. */
    public String url() {
        return "%s://%s:%d".formatted(scheme, host.indexOf(':') < 0 ? host : "[" + host + "]", port);
    }

    public int port() {
        return port;
    }

    /** What it serves. */
    public List<Route> routes() {
        return routes;
    }

    /** Tells those who wait to come back, lets what is being answered go out for some seconds, and ends. Calls run on. */
    @Override
    public void close() {
        parts.close();
    }
}
