package io.cloudburst.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.gateway.http.ProblemException;
import io.cloudburst.gateway.http.ProblemKind;
import io.cloudburst.gateway.http.Request;
import io.cloudburst.gateway.http.Response;
import io.cloudburst.gateway.http.Role;
import io.cloudburst.gateway.http.Route;
import io.cloudburst.sdk.Names;
import io.cloudburst.sdk.code.CodeSignature;
import io.cloudburst.sdk.code.FunctionJar;
import io.cloudburst.sdk.code.TypeText;
import io.cloudburst.sdk.json.FunctionJson;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.signing.TrustedKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code /v1/functions}. */
final class FunctionRoutes {
    private static final String PATH = "/v1/functions/";
    private static final String JAR = "application/java-archive";
    private static final String SIGNATURE = "Code-Signature";
    private static final String THE_JAR = "the jar";
    private static final Route.Upload UPLOAD = new Route.Upload(FunctionJar.MAX_BYTES, Duration.ofMinutes(2));

    private final Cloudburst cloudburst;
    private final NewestRegistry newest;
    private final TrustedKeys trusted;
    private final Workers workers;
    private final Workers uploads;

    /**
     * @param trusted whose jars are taken
     * @param uploads for what comes in jars, one at a time: each is read into memory
     */
    FunctionRoutes(
            Cloudburst cloudburst, NewestRegistry newest, TrustedKeys trusted, Workers workers, Workers uploads) {
        this.cloudburst = cloudburst;
        this.newest = newest;
        this.trusted = trusted;
        this.workers = workers;
        this.uploads = uploads;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", "/v1/functions", "listFunctions", Role.CALLER, this::list)
                        .withQuery(Page.PARAMETERS),
                Route.of("GET", "/v1/functions/{name}", "getFunction", Role.CALLER, this::get),
                Route.of("PUT", "/v1/functions/{name}", "putFunction", Role.DEPLOYER, this::put)
                        .withUpload(JAR, UPLOAD),
                Route.of("POST", "/v1/functions", "deployFunctions", Role.DEPLOYER, this::deploy)
                        .withQuery("dryRun")
                        .withUpload(JAR, UPLOAD),
                Route.of("DELETE", "/v1/functions/{name}", "deleteFunction", Role.DEPLOYER, this::delete));
    }

    private CompletionStage<Response> list(Request request) {
        Page page = Page.of(request);
        return newest.get()
                .thenApply(
                        registry -> page.of("functions", registry.functions(), RegisteredCode::name, FunctionJson::of));
    }

    private CompletionStage<Response> get(Request request) {
        String name = name(request);
        return newest.find(registry -> registry.function(name)).thenApply(found -> found.map(
                        code -> Response.json(200, FunctionJson.of(code)))
                .orElseThrow(() -> new ProblemException(
                        ProblemKind.FUNCTION_NOT_FOUND,
                        "no function is registered as '%s'; GET /v1/functions lists those that are".formatted(name))));
    }

    /** The one function of the jar that has this name. */
    private CompletionStage<Response> put(Request request) {
        String name = name(request);
        Path jar = jar(request);
        Optional<CodeSignature> signature = signature(request);
        return uploads.run(() -> {
            FunctionJar one = read(jar, signature).only(name);
            boolean replaces = cloudburst.registry().function(name).isPresent();
            cloudburst.deploy(one, signature);
            return Response.json(replaces ? 200 : 201, registered(name)).with("Location", PATH + name);
        });
    }

    /** All functions of the jar, or none. */
    private CompletionStage<Response> deploy(Request request) {
        Path jar = jar(request);
        boolean dryRun = request.flag("dryRun");
        Optional<CodeSignature> signature = signature(request);
        return uploads.run(() -> {
            FunctionJar all = read(jar, signature);
            ObjectNode answer = JsonNodeFactory.instance.objectNode();
            ArrayNode functions = answer.putArray("functions");
            if (dryRun) {
                all.functions().forEach(entry -> functions.add(describe(entry)));
            } else {
                cloudburst.deploy(all, signature).forEach(function -> functions.add(registered(function.name())));
            }
            return Response.json(200, answer);
        });
    }

    private ObjectNode registered(String name) {
        return cloudburst
                .registry()
                .function(name)
                .map(FunctionJson::of)
                .orElseThrow(() -> new ProblemException(
                        ProblemKind.CONFLICT, "somebody has deleted '%s' again meanwhile".formatted(name)));
    }

    private static ObjectNode describe(FunctionJar.Entry entry) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("name", entry.name());
        ArrayNode parameters = node.putArray("parameterTypes");
        entry.code().parameterTypes().stream().map(TypeText::of).forEach(parameters::add);
        return node.put("resultType", TypeText.of(entry.code().resultType())).put("from", entry.origin());
    }

    private FunctionJar read(Path jar, Optional<CodeSignature> signature) {
        if (trusted.areAsked()) {
            trusted.checkJar(FunctionJar.sha256(jar), signature);
        }
        return FunctionJar.read(jar, THE_JAR);
    }

    /** Of the jar, as {@code cloudburst sign} prints it. */
    private static Optional<CodeSignature> signature(Request request) {
        return request.header(SIGNATURE).map(text -> {
            try {
                return new CodeSignature(
                        CodeSignature.Of.JAR,
                        ByteString.copyFrom(Base64.getDecoder().decode(text.strip())));
            } catch (IllegalArgumentException e) {
                throw new ProblemException(
                        ProblemKind.INVALID_ARGUMENT,
                        "%s must be an Ed25519 signature in base64: %s".formatted(SIGNATURE, e.getMessage()));
            }
        });
    }

    private static Path jar(Request request) {
        return request.upload()
                .orElseThrow(() -> new ProblemException(
                        ProblemKind.INVALID_ARGUMENT, "the body is missing: send the jar, as %s".formatted(JAR)));
    }

    private CompletionStage<Response> delete(Request request) {
        String name = name(request);
        return workers.run(() -> {
            cloudburst.deleteFunction(name);
            return Response.nothing();
        });
    }

    private static String name(Request request) {
        return Names.check("function", request.path().get("name"));
    }
}
