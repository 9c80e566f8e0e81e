package io.cloudburst.client;

import io.cloudburst.protocol.RegistryEntry;
import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.Names;
import io.cloudburst.sdk.code.BundleStore;
import io.cloudburst.sdk.code.CodeBundle;
import io.cloudburst.sdk.code.CodeSignature;
import io.cloudburst.sdk.code.FunctionCode;
import io.cloudburst.sdk.code.FunctionJar;
import io.cloudburst.sdk.deadline.Await;
import io.cloudburst.sdk.registry.Composition;
import io.cloudburst.sdk.registry.DagCodec;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.registry.RegisteredDag;
import io.cloudburst.sdk.registry.Registry;
import io.cloudburst.sdk.registry.RegistryCodec;
import io.cloudburst.sdk.signing.SigningKey;
import io.cloudburst.sdk.store.ObjectStore;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Writes the registry: checks against the newest view, appends, and waits until this client's own view has it. Of two clients
 * that register the same name at once the later record wins.
 *
 * <p>Safe for use by many threads; one registers at a time, so that a check still holds when its entry is written.
 */
final class Registration {
    private final Transport transport;
    private final Registry registry;
    private final BundleStore bundles;
    private final UnusedCode unusedCode;
    private final Duration timeout;
    private final Optional<SigningKey> signingKey;

    /** @param signingKey vouches for all that is registered here */
    Registration(Transport transport, ObjectStore objects, Duration timeout, Optional<SigningKey> signingKey) {
        this.transport = transport;
        this.signingKey = signingKey;
        this.registry = transport.registry();
        this.bundles = new BundleStore(objects, timeout);
        this.unusedCode = new UnusedCode(registry, objects, timeout);
        this.timeout = timeout;
    }

    /** @param resultType what the function's result is declared as */
    record Registered(RegisteredCode code, Type resultType) {}

    synchronized Registered register(String name, FunctionCode code, FunctionOptions options) {
        Names.check("function", name);
        catchUp();
        List<CodeBundle> known =
                registry.functions().stream().map(RegisteredCode::bundle).toList();
        CodeBundle bundle = bundles.upload(code.home(), known);
        RegisteredCode unsigned = RegistryCodec.unsigned(name, code, bundle, options);
        append(signingKey.map(key -> unsigned.signed(key.sign(unsigned))).orElse(unsigned));
        return new Registered(find(name), code.resultType());
    }

    /** A function without code here. */
    synchronized RegisteredCode registerServed(String name, int parameters, FunctionOptions options) {
        Names.check("function", name);
        catchUp();
        appendFunction(name, RegistryCodec.encodeServed(name, parameters, options));
        return find(name);
    }

    /**
     * All functions of a jar, which was checked when it was read.
     *
     * @param signature of the jar; empty: by the key of this client, if it has one
     */
    synchronized List<RegisteredCode> register(FunctionJar jar, Optional<CodeSignature> signature) {
        catchUp();
        List<CodeBundle> known =
                registry.functions().stream().map(RegisteredCode::bundle).toList();
        CodeBundle bundle = bundles.upload(jar, known);
        Optional<CodeSignature> by = signature.or(() -> signingKey.map(key -> key.sign(jar)));
        for (FunctionJar.Entry function : jar.functions()) {
            RegisteredCode unsigned =
                    RegistryCodec.unsigned(function.name(), function.code(), bundle, function.options());
            append(by.map(unsigned::signed).orElse(unsigned));
        }
        return jar.functions().stream().map(function -> find(function.name())).toList();
    }

    RegisteredCode find(String name) {
        return newest(() -> registry.function(name))
                .orElseThrow(() -> new CloudburstException(
                        ErrorCode.FUNCTION_NOT_FOUND,
                        "no function is registered as '%s'; register it, or look for its name in list(\"\")"
                                .formatted(name)));
    }

    Dag findDag(String name) {
        return newest(() -> registry.dag(name)).map(RegisteredDag::dag).orElseThrow(() -> dagNotFound(name));
    }

    synchronized void deleteFunction(String name) {
        catchUp();
        find(name);
        refuseIfUsed("function", name, node -> !(node.form() instanceof Dag.SubDag));
        appendFunction(name, null);
    }

    private void refuseIfUsed(String kind, String name, Predicate<Dag.Node> isOfKind) {
        List<String> users = registry.dags().stream()
                .map(RegisteredDag::dag)
                .filter(dag ->
                        dag.nodes().stream().anyMatch(node -> node.target().equals(name) && isOfKind.test(node)))
                .map(Dag::name)
                .toList();
        if (!users.isEmpty()) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT,
                    "%s '%s' is part of the DAGs %s; delete or replace those first".formatted(kind, name, users));
        }
    }

    synchronized void register(Dag dag, boolean replace) {
        catchUp();
        Optional<Dag> present = registry.dag(dag.name()).map(RegisteredDag::dag);
        if (present.filter(dag::equals).isPresent()) {
            return;
        }
        if (present.isPresent() && !replace) {
            throw new CloudburstException(
                    ErrorCode.DAG_INVALID,
                    "another DAG is registered as '%s'; give this one another name, or use replaceDag"
                            .formatted(dag.name()));
        }
        checkFunctions(dag);
        append(RegistryCodec.dagKey(dag.name()), DagCodec.encode(dag));
    }

    /** Whether it could be registered, but for its name. */
    void check(Dag dag) {
        catchUp();
        checkFunctions(dag);
    }

    private void checkFunctions(Dag dag) {
        Dag flat = flattened(dag);
        flat.nodes().forEach(node -> checkFunction(flat, node));
    }

    private Dag flattened(Dag dag) {
        try {
            return Composition.flatten(dag, name -> registry.dag(name).map(RegisteredDag::dag));
        } catch (CloudburstException e) {
            throw new CloudburstException(ErrorCode.DAG_INVALID, e.getMessage(), e);
        }
    }

    private void checkFunction(Dag dag, Dag.Node node) {
        RegisteredCode code = registry.function(node.target())
                .orElseThrow(() -> new CloudburstException(
                        ErrorCode.DAG_INVALID,
                        "DAG '%s' is not valid: node '%s' needs function '%s', which is not registered"
                                .formatted(dag.name(), node.name(), node.target())));
        int incoming = dag.argumentsFromUpstreams(node);
        int parameters = code.parameterTypes().size();
        if (incoming > parameters) {
            throw new CloudburstException(
                    ErrorCode.DAG_INVALID,
                    "DAG '%s' is not valid: node '%s' gets %d results but function '%s' takes %d arguments"
                            .formatted(dag.name(), node.name(), incoming, node.target(), parameters));
        }
    }

    synchronized void deleteDag(String name) {
        catchUp();
        if (registry.dag(name).isEmpty()) {
            throw dagNotFound(name);
        }
        refuseIfUsed("DAG", name, node -> node.form() instanceof Dag.SubDag);
        append(RegistryCodec.dagKey(name), null);
    }

    private static CloudburstException dagNotFound(String name) {
        return new CloudburstException(
                ErrorCode.DAG_NOT_FOUND,
                "no DAG is registered as '%s'; register it, or look for its name in listDags(\"\")".formatted(name));
    }

    /** Looks again in the newest view before it says that something does not exist. */
    private <T> Optional<T> newest(Supplier<Optional<T>> look) {
        Optional<T> found = look.get();
        if (found.isEmpty()) {
            catchUp();
            found = look.get();
        }
        return found;
    }

    private void catchUp() {
        Await.result(registry.catchUp(), timeout, "reading " + Topic.REGISTRY.topicName());
    }

    private void append(RegisteredCode code) {
        appendFunction(code.name(), RegistryCodec.entry(code));
    }

    /** @param entry null to remove */
    private void appendFunction(String name, RegistryEntry entry) {
        Optional<RegisteredCode> before = registry.function(name);
        append(RegistryCodec.functionKey(name), entry);
        unusedCode.changed(before.map(RegisteredCode::bundle));
    }

    /** @param entry null to remove */
    private void append(String key, RegistryEntry entry) {
        CompletableFuture<Long> appended = transport.append(key, entry == null ? null : entry.toByteArray());
        long offset = Await.result(appended, timeout, "registering " + key);
        Await.result(registry.await(offset + 1), timeout, "reading back " + key);
    }
}
