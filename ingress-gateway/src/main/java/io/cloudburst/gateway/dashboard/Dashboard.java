package io.cloudburst.gateway.dashboard;

import io.cloudburst.gateway.http.Role;
import io.cloudburst.gateway.http.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * The page at {@code /} and its files. Anyone may read them: they are the same for all, and whatever they show they ask the gateway for,
 * with the key of whoever looks.
 *
 * <p>Files are served under {@code /assets/HASH/}, the hash being that of all of them, so that a browser may keep them for good: other
 * files have another address. The page itself is asked for each time, and mostly has not changed.
 */
public final class Dashboard {
    /** Of all its routes: which file was asked for tells nobody anything. */
    public static final String OPERATION = "dashboard";

    private static final String FOR_GOOD = "public, max-age=31536000, immutable";
    private static final String ASK_EACH_TIME = "no-cache";
    private static final Map<String, String> CONTENT_TYPES =
            Map.of("css", "text/css; charset=utf-8", "js", "text/javascript; charset=utf-8", "svg", "image/svg+xml");

    private Dashboard() {}

    /** One for each file there is, so that there is no path that could lead elsewhere. */
    public static List<Route> routes() {
        SortedMap<String, byte[]> files = DashboardFiles.read();
        String directory = "/assets/" + hash(files);
        List<Route> routes = new ArrayList<>();
        routes.add(route("/", new Asset("text/html; charset=utf-8", page(directory, files), ASK_EACH_TIME)));
        files.forEach((name, content) ->
                routes.add(route(directory + "/" + name, new Asset(contentType(name), content, FOR_GOOD))));
        return routes;
    }

    private static Route route(String path, Asset asset) {
        return Route.of(
                        "GET",
                        path,
                        OPERATION,
                        Role.ANYONE,
                        request -> CompletableFuture.completedFuture(asset.response(request)))
                .producing(asset.contentType());
    }

    private static String hash(SortedMap<String, byte[]> files) {
        byte[][] all = files.entrySet().stream()
                .flatMap(file -> List.of(Asset.utf8(file.getKey()), file.getValue()).stream())
                .toArray(byte[][]::new);
        return Asset.hash(all).substring(0, 16);
    }

    private static byte[] page(String directory, SortedMap<String, byte[]> files) {
        // Named at the beginning, modules are asked for at once and not one after the other, as their imports are read.
        String modules = files.keySet().stream()
                .filter(name -> name.endsWith(".js") && !name.equals("theme.js"))
                .map(name -> "<link rel=\"modulepreload\" href=\"%s/%s\">".formatted(directory, name))
                .collect(Collectors.joining("\n"));
        return Asset.utf8(
                DashboardFiles.index().replace("{{assets}}", directory).replace("{{modules}}", modules));
    }

    private static String contentType(String name) {
        String type = CONTENT_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
            throw new IllegalStateException("'" + name + "' is of a type that the dashboard does not serve");
        }
        return type;
    }
}
