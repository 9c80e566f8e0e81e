package io.cloudburst.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.gateway.dashboard.Dashboard;
import io.cloudburst.gateway.http.HttpFront;
import io.cloudburst.gateway.http.HttpLimits;
import io.cloudburst.gateway.http.HttpServers;
import io.cloudburst.gateway.http.Principal;
import io.cloudburst.gateway.http.Response;
import io.cloudburst.gateway.http.Role;
import io.cloudburst.gateway.http.Route;
import io.cloudburst.gateway.runs.EventStreams;
import io.cloudburst.gateway.runs.JobFigures;
import io.cloudburst.gateway.runs.RunHistory;
import io.cloudburst.protocol.CallError;
import io.cloudburst.protocol.ErrorCode;
import io.cloudburst.protocol.JobStatistics;
import io.cloudburst.protocol.RunRecord;
import io.cloudburst.protocol.RunStage;
import io.cloudburst.protocol.StageSpan;
import io.cloudburst.protocol.TargetStatistics;
import io.cloudburst.sdk.runs.LatencyHistogram;
import io.cloudburst.stack.Browser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/**
 * The dashboard where there is much: what a gateway keeps of runs and figures, filled by hand, and its routes, without a stack behind
 * them. However much there is, only what is seen is drawn, and all of it can be reached.
 */
class LargeDashboardIT {
    private static final int FUNCTIONS = 500;
    private static final int DAGS = 60;
    private static final int NODES_OF_THE_LARGEST = 300;
    private static final int RUNS = 10_000;
    private static final int SECONDS = 120;
    private static final long STEP_MICROS = 50_000;
    /** Of a view: a row takes some ten elements, and a window has room for some thirty rows. */
    private static final long MOST_ELEMENTS = 2_500;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final EventStreams STREAMS = new EventStreams();
    private static HttpServers server;
    private static Browser browser;

    @BeforeAll
    static void start() {
        browser = Browser.start();
        browser.resize(1280, 860);
        RunHistory history = new RunHistory();
        long now = System.currentTimeMillis() * 1_000;
        for (int i = 0; i < RUNS; i++) {
            history.add(run(i, now - (RUNS - i) * STEP_MICROS));
        }
        JobFigures figures = new JobFigures();
        for (int second = SECONDS; second > 0; second--) {
            figures.add(figures(System.currentTimeMillis() - second * 1_000L));
        }
        figures.finished(System.currentTimeMillis());

        List<Route> routes = new ArrayList<>(new RunRoutes(history, figures, STREAMS).routes());
        routes.addAll(list(
                "/v1/functions",
                "functions",
                IntStream.range(0, FUNCTIONS)
                        .mapToObj(LargeDashboardIT::function)
                        .toList()));
        routes.addAll(list(
                "/v1/dags",
                "dags",
                IntStream.range(0, DAGS).mapToObj(LargeDashboardIT::dag).toList()));
        routes.addAll(Dashboard.routes());
        HttpFront front = new HttpFront(
                routes,
                (authorization, key, address) -> CompletableFuture.completedFuture(new Principal(address, Role.ADMIN)),
                HttpLimits.DEFAULT,
                (operation, status, nanos) -> {});
        server = new HttpServers(front, GatewaySettings.LOOPBACK, 0, Optional.empty(), HttpLimits.DEFAULT, 1);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        STREAMS.close();
        if (server != null) {
            server.close();
        }
    }

    private static String functionName(int i) {
        return "function_%03d".formatted(i);
    }

    private static JsonNode function(int i) {
        ObjectNode function = JSON.objectNode().put("name", functionName(i)).put("version", i);
        function.putArray("parameterTypes").add("java.lang.Integer").add("java.util.List<java.lang.String>");
        function.put("resultType", "java.lang.Integer").putObject("options");
        function.putObject("bundle").put("sha256", "0".repeat(64)).put("bytes", 1_000);
        return function;
    }

    private static JsonNode dag(int i) {
        ObjectNode dag = JSON.objectNode().put("name", "dag_%02d".formatted(i)).put("version", i);
        ArrayNode nodes = dag.putArray("nodes");
        ArrayNode edges = dag.putArray("edges");
        int size = i == 0 ? NODES_OF_THE_LARGEST : 10;
        for (int node = 0; node < size; node++) {
            nodes.addObject().put("name", "n" + node).put("target", functionName((i + node) % FUNCTIONS));
            if (node > 0) {
                edges.addObject().put("from", "n" + (node - 1) / 3).put("to", "n" + node);
            }
        }
        return dag;
    }

    private static RunRecord run(int i, long at) {
        RunRecord.Builder run = RunRecord.newBuilder()
                .setId("run-%05d".formatted(i))
                .setFunction(functionName(i % FUNCTIONS))
                .setState(RunRecord.State.SUCCEEDED)
                .setReceived(at)
                .setAccepted(at)
                .setEnded(at + 10_000)
                .setStageCount(1)
                .addStages(RunStage.newBuilder()
                        .addFunctions(functionName(i % FUNCTIONS))
                        .setSpan(StageSpan.newBuilder()
                                .addNodes(functionName(i % FUNCTIONS))
                                .setQueued(at)
                                .setStarted(at + 1_000)
                                .setEnded(at + 9_000)));
        if (i % 100 == 0) {
            run.setState(RunRecord.State.FAILED)
                    .setError(CallError.newBuilder().setCode(ErrorCode.TIMEOUT).setMessage("not within 30 s"));
        }
        return run.build();
    }

    private static JobStatistics figures(long at) {
        JobStatistics.Builder second =
                JobStatistics.newBuilder().setInstance("one").setAt(at).setParallelism(1);
        for (int i = 0; i < FUNCTIONS; i++) {
            LatencyHistogram latency = new LatencyHistogram();
            latency.record(1_000 + i);
            second.addTargets(TargetStatistics.newBuilder()
                    .setFunction(functionName(i))
                    .setCalls(1 + i % 7)
                    .setLatency(latency.toProto()));
        }
        return second.build();
    }

    private static List<Route> list(String path, String field, List<JsonNode> all) {
        return List.of(
                Route.of(
                                "GET",
                                path,
                                "list " + field,
                                Role.CALLER,
                                request -> done(Page.of(request)
                                        .of(field, all, one -> one.get("name").textValue(), one -> one)))
                        .withQuery(Page.PARAMETERS),
                Route.of(
                        "GET",
                        path + "/{name}",
                        "get " + field,
                        Role.CALLER,
                        request -> done(Response.json(
                                200,
                                all.stream()
                                        .filter(one -> one.get("name")
                                                .textValue()
                                                .equals(request.path().get("name")))
                                        .findFirst()
                                        .orElseThrow()))));
    }

    private static CompletableFuture<Response> done(Response response) {
        return CompletableFuture.completedFuture(response);
    }

    private static void open(String view) {
        browser.open("http://127.0.0.1:%d/#/%s".formatted(server.port(), view));
        browser.awaitText(".connection", "Live");
    }

    private static long elements() {
        return (Long) browser.script("return document.getElementsByTagName('*').length");
    }

    @Test
    void everyViewDrawsWhatIsSeenAndNoMore() {
        open("");
        for (Map.Entry<String, String> view : List.of(
                Map.entry("Functions", FUNCTIONS + ""),
                Map.entry("DAGs", DAGS + ""),
                Map.entry("Runs", "200+"),
                Map.entry("Overview", FUNCTIONS + " functions"),
                Map.entry("Runs", "200+"),
                Map.entry("Functions", FUNCTIONS + ""))) {
            browser.click("nav a", view.getKey());
            browser.awaitText("h1", view.getKey());
            browser.awaitText(".heading", view.getValue());
            assertThat(elements()).as(view.getKey()).isLessThan(MOST_ELEMENTS);
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void allFunctionsAreReachedAndFound() {
        open("functions");
        browser.awaitText(".function-row b", "function_");
        browser.script("document.querySelector('.vlist a').focus()");
        browser.press(Keys.END);
        // All were called, so the busiest, which come first, are the sevenths.
        await().atMost(PATIENCE)
                .until(
                        () -> browser.script("return document.activeElement.closest('[data-index]')?.dataset.index"),
                        index -> String.valueOf(FUNCTIONS - 1).equals(index));
        assertThat(browser.texts(".vrow")).hasSizeLessThan(80);
        browser.write("input[type=search]", "_499");
        browser.awaitText(".heading", "1 of " + FUNCTIONS);
        browser.click(".function-row b", functionName(499));
        browser.awaitText("h1", functionName(499));
        browser.awaitText(".run-list .run-time", ":");
        assertThat(elements()).isLessThan(MOST_ELEMENTS);
    }

    @Test
    void tenThousandRunsAreScrolledThroughAndFiltered() {
        open("runs");
        browser.awaitText(".run-row", "function_499");
        await().atMost(PATIENCE).until(() -> {
            browser.script("document.querySelector('.vlist').scrollTop = 1e9");
            assertThat(browser.texts(".vrow")).hasSizeLessThan(80);
            return browser.text(".heading").contains("10,000 shown");
        });
        await().atMost(PATIENCE).until(() -> {
            browser.script("document.querySelector('.vlist').scrollTop = 1e9");
            return browser.script("return !!document.querySelector('[href^=\"#/runs/run-00000\"]')")
                    .equals(true);
        });
        assertThat(elements()).isLessThan(MOST_ELEMENTS);

        browser.click("nav a", "Functions");
        browser.awaitText(".function-row b", "function_");
        open("runs?outcome=TIMEOUT");
        browser.awaitText(".heading", "100 shown");
        browser.click(".run-row");
        browser.awaitText(".error-card h2", "TIMEOUT");
        assertThat(elements()).isLessThan(MOST_ELEMENTS);
    }

    @Test
    void aDagOfHundredsOfNodesIsDrawn() {
        open("dags/dag_00");
        await().atMost(PATIENCE).until(() -> browser.script("return document.querySelectorAll('.node').length")
                .equals((long) NODES_OF_THE_LARGEST));
        browser.click("nav a", "Runs");
        browser.awaitText(".run-row", "function_");
        assertThat(elements()).isLessThan(MOST_ELEMENTS);
    }
}
