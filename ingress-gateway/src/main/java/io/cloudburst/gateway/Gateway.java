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
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
    /** What is open, the newest first: closed in that order. */
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

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
        Access access = opened(new Access(settings.access(), settings.host()));
        // Calls come one by one, from many connections: sent as they come, each would cost brokers and job a request.
        Cloudburst cloudburst =
                opened(Cloudburst.connect(ConnectionSettings.of(settings.kafka().withRequestsInFlight(1))
                        .withConnectTimeout(TIMEOUT)
                        .withStoreSecurity(settings.store())));
        CallLimits limits = settings.calls();
        Workers senders = opened(new Workers("gateway-senders", SENDERS, 2 * limits.maxInFlight()));
        Workers workers = opened(new Workers("gateway-workers", WORKERS, WAITING_WORK));
        Workers uploads = opened(new Workers("gateway-uploads", 1, WAITING_WORK));
        GatewayMetrics metrics = opened(new GatewayMetrics());
        InFlight inFlight = new InFlight(limits);
        NewestRegistry newest = new NewestRegistry(cloudburst.registry(), TIMEOUT);
        CallsUnderWay calls = new CallsUnderWay(cloudburst, senders);
        KnownTargets targets = new KnownTargets(cloudburst.registry());
        CallMetrics callMetrics = new CallMetrics(metrics.meters(), targets);

        RunHistory history = new RunHistory();
        JobFigures figures = new JobFigures();
        EventStreams streams = new EventStreams();
        JobTotals totals = new JobTotals(targets::label);
        opened(new RunFollower(cloudburst.runLog(), history, figures, totals, streams).start());
        SystemStatus status = opened(new SystemStatus(cloudburst, figures, streams, workers).start());

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

        HttpServers servers = opened(new HttpServers(
                front, settings.host(), settings.port(), settings.tls(), settings.http(), settings.threads()));
        // Before the server waits for what is being answered.
        opened(calls);
        opened((AutoCloseable) streams::close);
        port = servers.port();
        LOG.info("the gateway listens on {}", url());
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
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
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.error(
                        "{} was not closed cleanly; the others still are",
                        part.getClass().getSimpleName(),
                        e);
            }
        }
    }
}
