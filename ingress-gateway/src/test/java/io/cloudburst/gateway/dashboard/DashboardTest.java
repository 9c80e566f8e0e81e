package io.cloudburst.gateway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.gateway.http.Principal;
import io.cloudburst.gateway.http.Request;
import io.cloudburst.gateway.http.Response;
import io.cloudburst.gateway.http.Role;
import io.cloudburst.gateway.http.Route;
import io.vertx.core.MultiMap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class DashboardTest {
    private static final List<Route> ROUTES = Dashboard.routes();
    private static final Pattern IMPORT = Pattern.compile("(?:from|import) ?[\"']([^\"']+)[\"']");
    private static final Pattern ADDRESS = Pattern.compile("(?:href|src)=\"([^\"]*)\"");

    private static Response get(String path, String... headers) {
        MultiMap map = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < headers.length; i += 2) {
            map.add(headers[i], headers[i + 1]);
        }
        Route route = ROUTES.stream()
                .filter(one -> one.path().toString().equals(path))
                .findFirst()
                .orElseThrow();
        return route.handler()
                .handle(new Request(
                        Map.of(),
                        Map.of(),
                        map,
                        "",
                        new byte[0],
                        Optional.empty(),
                        new Principal("test", Role.ANYONE),
                        call -> {}))
                .toCompletableFuture()
                .join();
    }

    private static String text(Response response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static String asset(String name) {
        return ROUTES.stream()
                .map(route -> route.path().toString())
                .filter(path -> path.endsWith("/" + name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everythingThatThePageNamesIsServed() {
        Set<String> paths =
                ROUTES.stream().map(route -> route.path().toString()).collect(Collectors.toSet());
        Matcher addresses = ADDRESS.matcher(text(get("/")));
        int count = 0;
        while (addresses.find()) {
            String address = addresses.group(1);
            assertThat(address.equals("/openapi.json") || paths.contains(address))
                    .as(address)
                    .isTrue();
            count++;
        }
        assertThat(count).isGreaterThan(20);
        assertThat(text(get("/"))).doesNotContain("{{");
    }

    @Test
    void everyImportIsAFileBesideTheModule() {
        SortedMap<String, byte[]> files = DashboardFiles.read();
        files.forEach((name, content) -> {
            if (name.endsWith(".js")) {
                Matcher imports = IMPORT.matcher(new String(content, StandardCharsets.UTF_8));
                while (imports.find()) {
                    assertThat(imports.group(1)).as(name).startsWith("./");
                    assertThat(files).as(name).containsKey(imports.group(1).substring(2));
                }
            }
        });
        assertThat(files).containsKeys("preact.js", "hooks.js", "htm.js");
    }

    @Test
    void everyFileOfTheDirectoryIsListed() throws IOException {
        Set<String> there = new TreeSet<>();
        try (Stream<Path> directory = Files.list(Path.of("src/main/resources/io/cloudburst/gateway/dashboard"))) {
            directory.forEach(file -> there.add(file.getFileName().toString()));
        }
        there.removeAll(Set.of("index.html", "files.txt", "libraries.properties"));
        Set<String> listed = new TreeSet<>(DashboardFiles.read().keySet());
        listed.removeAll(Set.of("preact.js", "hooks.js", "htm.js"));
        assertThat(listed).isEqualTo(there);
    }

    @Test
    void nothingIsLoadedFromElsewhere() {
        DashboardFiles.read().forEach((name, content) -> {
            // Names of XML, which nobody loads.
            String text = new String(content, StandardCharsets.UTF_8).replaceAll("http://www\\.w3\\.org/[\\w/]+", "");
            if (!name.equals("preact.js")) {
                assertThat(text).as(name).doesNotContain("http://").doesNotContain("https://");
            }
        });
        assertThat(get("/").headers().get("Content-Security-Policy"))
                .startsWith("default-src 'self';")
                .doesNotContain("unsafe");
        assertThat(text(get("/")))
                .doesNotContainPattern("<script(?![^>]* src=)")
                .doesNotContain(" style=");
    }

    @Test
    void whatABrowserHasIsNotSentAgain() {
        String path = asset("main.js");
        Response first = get(path);
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.headers().get("Cache-Control")).contains("immutable");
        String tag = first.headers().get("ETag");
        Response second = get(path, "If-None-Match", "\"other\", W/" + tag);
        assertThat(second.status()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
        assertThat(second.headers().get("ETag")).isEqualTo(tag);
        assertThat(get(path, "If-None-Match", "\"other\"").status()).isEqualTo(200);
        assertThat(get("/").headers().get("Cache-Control")).isEqualTo("no-cache");
    }

    @Test
    void whoTakesGzipGetsLessAndAnotherTag() throws IOException {
        String path = asset("base.css");
        Response plain = get(path, "Accept-Encoding", "br, gzip;q=0");
        Response compressed = get(path, "Accept-Encoding", "br, gzip;q=0.8");
        assertThat(compressed.headers())
                .containsEntry("Content-Encoding", "gzip")
                .containsEntry("Vary", "Accept-Encoding");
        assertThat(compressed.headers().get("ETag"))
                .isNotEqualTo(plain.headers().get("ETag"));
        assertThat(compressed.body().length).isLessThan(plain.body().length / 2);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed.body())).readAllBytes())
                .isEqualTo(plain.body());
    }
}
