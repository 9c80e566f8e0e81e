package io.cloudburst.gateway.http;

import io.cloudburst.sdk.deadline.DeadlineSweeper;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.nio.channels.ClosedChannelException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes requests, checks them as far as their routes say, has them carried out and answers. Every request is answered, within
 * {@link HttpLimits}; whatever goes wrong is a {@link Problem}. Safe for use by many threads.
 */
public final class HttpFront implements AutoCloseable {
    private static final int MAX_UPLOADS = 4;

    private final Routes routes;
    private final Guard guard;
    private final HttpLimits limits;
    private final Observer observer;
    private final Connections connections;
    private final Uploads uploads = new Uploads(MAX_UPLOADS);
    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
    private final DeadlineSweeper sweeper = new DeadlineSweeper("gateway-exchanges", open);
    private volatile boolean closing;

    public HttpFront(List<Route> routes, Guard guard, HttpLimits limits, Observer observer) {
        this.routes = new Routes(routes);
        this.guard = guard;
        this.limits = limits;
        this.observer = observer;
        this.connections = new Connections(limits);
    }

    Connections connections() {
        return connections;
    }

    public int openConnections() {
        return connections.count();
    }

    public int openExchanges() {
        return open.size();
    }

    /** From here on requests are refused. */
    public void refuse() {
        closing = true;
    }

    /** On the connection's thread. */
    void take(HttpServerRequest request) {
        if (isRest(request)) {
            return;
        }
        Exchange exchange = open(request);
        try {
            take(request, exchange);
        } catch (RuntimeException e) {
            exchange.fail(e);
        }
    }

    /** Whether it is what is left of one that was refused. */
    private boolean isRest(HttpServerRequest request) {
        return connections
                .of(request.connection())
                .filter(Connections.Open::hadItsLast)
                .isPresent();
    }

    /** What is no request at all. */
    void takeInvalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof ClosedChannelException || isRest(request)) {
            return;
        }
        String why = String.valueOf(cause == null ? null : cause.getMessage());
        String type = cause == null ? "" : cause.getClass().getSimpleName();
        Problem problem = type.startsWith("TooLongHttpLine")
                ? Problem.of(ProblemKind.URI_TOO_LONG, "the request line is too long; shorten the address")
                : type.startsWith("TooLongHttpHeader")
                        ? Problem.of(
                                ProblemKind.HEADERS_TOO_LARGE,
                                "the headers have more than %d bytes".formatted(limits.maxHeaderBytes()))
                        : Problem.of(ProblemKind.INVALID_ARGUMENT, "this is no HTTP request: " + why);
        open(request).answer(problem.withHeader("Connection", "close").response());
    }

    private Exchange open(HttpServerRequest request) {
        Optional<Connections.Open> connection = connections.of(request.connection());
        connection.ifPresent(Connections.Open::begin);
        Context context = Vertx.currentContext();
        Exchange[] self = new Exchange[1];
        self[0] = new Exchange(
                request, context, limits, observer, () -> connection.ifPresent(Connections.Open::last), () -> {
                    open.remove(self[0]);
                    connection.ifPresent(Connections.Open::end);
                });
        open.add(self[0]);
        return self[0];
    }

    private void take(HttpServerRequest request, Exchange exchange) {
        if (closing) {
            throw new ProblemException(ProblemKind.UNAVAILABLE, "this gateway is being stopped; ask another, or again");
        }
        checkFraming(request);
        Routes.Match match = routes.find(request.method().name(), request.path() == null ? "/" : request.path());
        Route route = match.route();
        exchange.isOf(route);
        checkAccept(request.getHeader("Accept"), route);
        String mediaType = mediaType(request, route);
        Map<String, String> query = query(request.query(), route);
        CompletionStage<Principal> principal = guard.identify(
                Optional.ofNullable(request.getHeader("Authorization")),
                Optional.ofNullable(request.getHeader("X-API-Key")),
                Connections.addressOf(request.connection()));
        // Whoever may not ask has not to be listened to.
        if (principal.toCompletableFuture().isCompletedExceptionally()) {
            principal.whenComplete((none, failure) -> exchange.fail(failure));
            return;
        }
        boolean anonymous = request.getHeader("Authorization") == null && request.getHeader("X-API-Key") == null;
        boolean upload = route.upload().isPresent();
        if (upload) {
            exchange.hold();
        }
        CompletionStage<Principal> allowed =
                exchange.here(principal).thenApply(known -> requireRole(known, route, anonymous));
        CompletionStage<Exchange.Body> body = upload
                ? allowed.thenCompose(known -> exchange.bodyFile(route.upload().get(), uploads))
                : exchange.body();
        allowed.thenCombine(body, (known, read) -> {
                    exchange.running();
                    return new Request(
                            match.parameters(),
                            query,
                            request.headers(),
                            mediaType,
                            read.bytes(),
                            read.file(),
                            known,
                            exchange::isAbout);
                })
                .thenCompose(whole -> exchange.within(() -> route.handler().handle(whole)))
                .whenComplete((response, failure) -> {
                    if (failure == null) {
                        exchange.answer(response);
                    } else {
                        exchange.fail(failure);
                    }
                });
    }

    private static Principal requireRole(Principal principal, Route route, boolean anonymous) {
        if (anonymous && !principal.role().covers(route.role())) {
            throw new ProblemException(Problem.of(
                            ProblemKind.UNAUTHENTICATED,
                            "show who you are with 'Authorization: Bearer' and an API key or a token")
                    .withHeader("WWW-Authenticate", "Bearer"));
        }
        if (!principal.role().covers(route.role())) {
            throw new ProblemException(
                    ProblemKind.FORBIDDEN,
                    "'%s' has the role %s; this needs %s"
                            .formatted(
                                    principal.name(),
                                    principal.role().name().toLowerCase(Locale.ROOT),
                                    route.role().name().toLowerCase(Locale.ROOT)));
        }
        return principal;
    }

    /** What two servers could understand differently (RFC 9112, 3.2 and 6.1), so that nobody hides a request in another. */
    private static void checkFraming(HttpServerRequest request) {
        String coding = request.getHeader("Transfer-Encoding");
        if (coding != null && !coding.equalsIgnoreCase("chunked")) {
            throw new ProblemException(
                    ProblemKind.UNSUPPORTED_MEDIA_TYPE,
                    "bodies come with a Content-Length or in chunks, not as " + Request.shortened(coding));
        }
        if (request.version() == HttpVersion.HTTP_1_1
                && request.headers().getAll("Host").size() != 1) {
            throw new ProblemException(
                    ProblemKind.INVALID_ARGUMENT, "a request of HTTP/1.1 has one header Host, and no more than one");
        }
    }

    private static void checkAccept(String accept, Route route) {
        if (accept == null || accept.isBlank()) {
            return;
        }
        String type = route.produces().split(";")[0].strip();
        String range = type.substring(0, type.indexOf('/')) + "/*";
        for (String one : accept.toLowerCase(Locale.ROOT).split(",")) {
            // Also the empty ones: there is always a first.
            String[] parts = one.split(";", -1);
            String wanted = parts[0].strip();
            boolean refused = false;
            for (int i = 1; i < parts.length; i++) {
                refused |= parts[i].strip().matches("q=0(\\.0*)?");
            }
            // A client that is made from the description of an operation without a result accepts errors only.
            boolean fits = wanted.equals("*/*")
                    || wanted.equals(range)
                    || wanted.equals(type)
                    || wanted.equals(Problem.MEDIA_TYPE);
            if (!refused && fits) {
                return;
            }
        }
        throw new ProblemException(
                ProblemKind.NOT_ACCEPTABLE,
                "answers here are %s; accept that, or leave the header out".formatted(type));
    }

    private static String mediaType(HttpServerRequest request, Route route) {
        String type = request.getHeader("Content-Type");
        String mediaType = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        String length = request.getHeader("Content-Length");
        boolean body = request.getHeader("Transfer-Encoding") != null || (length != null && !length.equals("0"));
        if (body && route.bodies().isEmpty()) {
            throw new ProblemException(ProblemKind.INVALID_ARGUMENT, "no body is taken here; leave it out");
        }
        if (body && !route.bodies().contains(mediaType) && !route.bodies().contains("*/*")) {
            throw new ProblemException(
                    ProblemKind.UNSUPPORTED_MEDIA_TYPE,
                    "the body must be %s, not %s; say so in Content-Type"
                            .formatted(
                                    String.join(
                                            " or ",
                                            route.bodies().stream().sorted().toList()),
                                    mediaType.isEmpty() ? "of an unknown type" : Request.shortened(mediaType)));
        }
        String encoding = request.getHeader("Content-Encoding");
        if (body && encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new ProblemException(
                    ProblemKind.UNSUPPORTED_MEDIA_TYPE,
                    "bodies are taken as they are, not as " + Request.shortened(encoding));
        }
        return mediaType;
    }

    private static Map<String, String> query(String raw, Route route) {
        Map<String, String> query = new HashMap<>();
        if (raw == null || raw.isEmpty()) {
            return query;
        }
        for (String pair : raw.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = PercentEncoding.decodeQuery(equals < 0 ? pair : pair.substring(0, equals));
            if (!route.query().contains(name)) {
                throw new ProblemException(
                        ProblemKind.INVALID_ARGUMENT,
                        "there is no query parameter '%s' here; %s"
                                .formatted(
                                        Request.shortened(name),
                                        route.query().isEmpty()
                                                ? "there are none"
                                                : "there are "
                                                        + String.join(
                                                                ", ",
                                                                route.query().stream()
                                                                        .sorted()
                                                                        .toList())));
            }
            if (query.put(name, equals < 0 ? "" : PercentEncoding.decodeQuery(pair.substring(equals + 1))) != null) {
                throw new ProblemException(
                        ProblemKind.INVALID_ARGUMENT, "the query parameter '%s' is given twice".formatted(name));
            }
        }
        return query;
    }

    @Override
    public void close() {
        sweeper.close();
        connections.close();
        uploads.close();
    }
}
