package io.cloudburst.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.gateway.Gateway;
import io.cloudburst.gateway.GatewaySettings;
import io.cloudburst.gateway.access.AccessSettings;
import io.cloudburst.gateway.access.ApiKeys;
import io.cloudburst.gateway.http.Role;
import io.cloudburst.stack.SharedGateway.Http;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The dashboard, in a browser, before a whole stack. */
class DashboardIT {
    private static final String URL = SharedGateway.get().url();
    private static Browser browser;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        browser = Browser.start();
        HttpFunctions.register();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void fromTheStart() {
        browser.resize(1280, 860);
        browser.open("about:blank");
        browser.complaints();
        browser.requests();
    }

    /** Whatever a test does. */
    @AfterEach
    void thePageNeitherComplainsNorAsksOthers() {
        // Calls that fail, keys that are wrong and runs that are not there yet are answered so.
        assertThat(browser.complaints())
                .allMatch(complaint -> complaint.contains("status of 401")
                        || (complaint.contains("status of 422") && complaint.contains("/calls"))
                        || (complaint.contains("status of 404") && complaint.contains("/v1/runs/")));
        assertThat(browser.requests())
                .isNotEmpty()
                .allMatch(address -> address.startsWith("http://127.0.0.1:")
                        || address.startsWith("about:")
                        || address.startsWith("data:"));
    }

    private static void open(String view) {
        browser.open(URL + "/#/" + view);
        browser.awaitText(".connection", "Live");
    }

    @Test
    void aDagIsDrawnAndCalledAndItsRunIsShown() {
        open("");
        browser.click("nav a", "DAGs");
        browser.write("input[type=search]", "http_chain");
        browser.awaitText(".dag-card b", "http_chain");
        browser.click(".dag-card");
        browser.awaitText(".node b", "http_incr");
        assertThat(browser.texts(".node b")).containsExactlyInAnyOrder("http_incr", "http_square");
        assertThat(browser.script("return document.querySelectorAll('.graph-sheet path.edge').length"))
                .isEqualTo(1L);

        browser.write(".call textarea", "{\"http_incr\": [6");
        assertThat(browser.text(".call .hint")).contains("JSON");
        browser.write(".call textarea", "{\"http_incr\": [6]}");
        browser.click(".call button", "Call");
        browser.awaitText(".answer .json pre", "49");

        // What was called is counted on the nodes, and the run appears by itself.
        browser.awaitText(".node-figures", "/s");
        browser.awaitText(".run-list .outcome", "OK");
        browser.click(".answer a", "Show the run");
        browser.awaitText("h1", "http_chain");
        browser.awaitText(".waterfall .wf-name", "http_incr");
        browser.awaitText("pre[aria-label=result]", "49");
        browser.awaitText("pre[aria-label='arguments of http_incr']", "6");
        browser.click("a", "Call it again …");
        browser.awaitText(".node b", "http_incr");
        assertThat(browser.script("return document.querySelector('.call textarea').value")
                        .toString())
                .contains("\"http_incr\": [6]");
    }

    @Test
    void aRunThatFailedShowsItsAttemptsAndItsStackTrace() {
        String why = "no luck " + UUID.randomUUID();
        open("functions/http_flaky");
        browser.awaitText(".node b", "http_flaky");
        browser.write(".call textarea", "[\"" + why + "\"]" + Keys.chord(Keys.CONTROL, Keys.ENTER));
        browser.awaitText(".answer.bad", why);

        browser.click("nav a", "Runs");
        browser.write(".filters input", "http_flaky" + Keys.ENTER);
        browser.awaitText(".run-row .run-error", why);
        browser.awaitText(".run-row .run-retries", "2 retries");
        browser.click(".run-row");
        browser.awaitText(".error-card h2", "EXECUTION_ERROR");
        browser.awaitText(".trace", "IllegalStateException: " + why);
        browser.awaitText(".trace", "HttpFunctions");
        browser.awaitText(".wf-name", "attempt 3");
        assertThat(browser.texts(".waterfall li")).hasSize(3);
    }

    @Test
    void keysOfTheStoreAreShownAsTheLatticesThatTheyAre() {
        String prefix = "dash/" + UUID.randomUUID() + "/";
        Http http = SharedGateway.http();
        for (int i = 0; i < 450; i++) {
            http.put("/v1/kvs/" + prefix + "object/" + (1000 + i), "{\"number\": " + i + "}");
        }
        http.post("/v1/kvs/" + prefix + "a-counter", "{\"type\": \"counter\", \"value\": 41}");
        http.post("/v1/kvs/" + prefix + "a-counter", "{\"type\": \"counter\", \"value\": 1}");
        // The page reads once; it is not about how long the store takes.
        await().atMost(Duration.ofSeconds(40))
                .until(() -> http.get("/v1/kvs?limit=1&prefix=" + prefix).status() == 200);
        open("store?prefix=" + prefix);
        browser.awaitText(".key-row", "a-counter");
        browser.awaitText(".heading", "200+ keys");
        // Only what is seen is drawn; the rest comes as one gets there.
        assertThat(browser.texts(".vrow").size()).isLessThan(80);
        browser.click(".key-row b", prefix + "a-counter");
        browser.awaitText(".split-one .lattice", "counter");
        browser.awaitText("pre[aria-label=value]", "42");
        assertThat(browser.texts(".facts").get(0)).containsPattern("version\\s+\\d+:\\d+");
        browser.press(Keys.END);
        browser.press(Keys.END);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            browser.press(Keys.END);
            assertThat(browser.texts(".vrow b")).contains(prefix + "object/1449");
        });
    }

    /** A browser opens six connections to an address, and keeps pages as they are to come back to. */
    @Test
    void pagesThatNobodySeesHoldNoStreamOpen() {
        try {
            for (int i = 0; i < 8; i++) {
                browser.openTab();
                open("store");
                await().until(() -> browser.texts(".loading").isEmpty());
                open("functions");
                browser.open("about:blank");
                open("store");
            }
            // Of all those pages one is seen. What asks is being answered itself.
            await().atMost(Duration.ofSeconds(30)).until(() -> openRequests() == 2);
            browser.back();
            browser.back();
            browser.awaitText("h1", "Functions");
            browser.awaitText(".connection", "Live");
        } finally {
            browser.closeTabs();
        }
    }

    private static double openRequests() {
        return SharedGateway.http()
                .get("/metrics")
                .response()
                .body()
                .lines()
                .filter(line -> line.startsWith("http_server_requests_open "))
                .mapToDouble(line -> Double.parseDouble(line.split(" ")[1]))
                .sum();
    }

    @Test
    void thePartsOfTheSystemAreShown() {
        open("system");
        browser.awaitText(".heading .outcome", "everything answers");
        browser.awaitText("#topics-table", "cloudburst.calls");
        browser.awaitText("#job-facts", "RUNNING");
        browser.awaitText("#stores-table tbody", "0");
    }

    @Test
    void everythingCanBeReachedWithTheKeyboard() {
        open("");
        browser.awaitText("h1", "Overview");
        browser.press(Keys.TAB);
        assertThat(focused()).isEqualTo("Skip to the content");
        browser.press(Keys.ENTER);
        assertThat(browser.script("return document.activeElement.id")).isEqualTo("content");
        browser.script("document.activeElement.blur()");
        open("functions");
        browser.write("input[type=search]", "http_");
        browser.awaitText(".function-row b", "http_square");
        // From the field over the order into the list, along it, and into a function.
        browser.press(Keys.TAB, Keys.TAB);
        String first = focused();
        browser.press(Keys.ARROW_DOWN);
        await().until(() -> !focused().equals(first) && focused().contains("http_"));
        assertThat(browser.script("return getComputedStyle(document.activeElement).outlineStyle"))
                .isEqualTo("solid");
        browser.press(Keys.ENTER);
        browser.awaitText("h1 .kind", "Function");
        assertThat(browser.address()).contains("#/functions/http_");
        for (int i = 0; i < 40 && !focused().equals("Call"); i++) {
            browser.press(Keys.TAB);
        }
        assertThat(focused()).isEqualTo("Call");
    }

    private static String focused() {
        return String.valueOf(browser.script("return (document.activeElement.innerText ?? '').trim()"));
    }

    @Test
    void itFitsATelephoneInTheDark() {
        open("");
        browser.resize(390, 844);
        String light = background();
        browser.click("button[aria-label^='Theme: as the system']");
        browser.click("button[aria-label^='Theme: light']");
        assertThat(background()).isNotEqualTo(light);
        for (Map.Entry<String, String> view : Map.of(
                        "", "Overview",
                        "dags", "DAGs",
                        "dags/http_chain", "http_chain",
                        "functions", "Functions",
                        "functions/http_square", "http_square",
                        "runs", "Runs",
                        "store", "Store",
                        "system", "System")
                .entrySet()) {
            open(view.getKey());
            browser.awaitText("h1", view.getValue());
            await().until(() -> browser.texts(".loading").isEmpty());
            assertThat(browser.script(
                            "return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                    .as(view.getValue())
                    .isEqualTo(0L);
        }
        assertThat(background()).isNotEqualTo(light);
        browser.click("button[aria-label^='Theme: dark']");
    }

    private static String background() {
        return String.valueOf(browser.script("return getComputedStyle(document.body).backgroundColor"));
    }

    @Test
    void whereKeysAreNeededItAsksForOne() {
        Path file = directory.resolve("keys");
        String key = ApiKeys.add(file, "ann", Role.CALLER);
        AccessSettings access = AccessSettings.withKeys(file);
        try (Gateway gateway = Gateway.start(
                GatewaySettings.local(SharedStack.bootstrapServers(), 0).withAccess(access))) {
            browser.open(gateway.url() + "/");
            browser.awaitText("dialog h2", "asks who you are");
            browser.write("dialog input", "wrong" + Keys.ENTER);
            browser.awaitText("dialog", "not known here");
            browser.write("dialog input", key + Keys.ENTER);
            browser.awaitText(".connection", "Live");
            browser.awaitText(".heading", "functions");
            assertThat(List.of(browser.texts("dialog"))).containsExactly(List.of());
            browser.click("button[aria-label='Forget the API key']");
            browser.awaitText("dialog h2", "asks who you are");
            browser.open("about:blank");
        }
    }
}
