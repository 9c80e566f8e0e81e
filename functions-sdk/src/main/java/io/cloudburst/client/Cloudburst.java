package io.cloudburst.client;

import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.Reply;
import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.AnyFunction;
import io.cloudburst.sdk.BatchFunction;
import io.cloudburst.sdk.BatchOptions;
import io.cloudburst.sdk.CallOptions;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Function0;
import io.cloudburst.sdk.Function1;
import io.cloudburst.sdk.Function2;
import io.cloudburst.sdk.Function3;
import io.cloudburst.sdk.Function4;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.RemoteOptions;
import io.cloudburst.sdk.SharedState;
import io.cloudburst.sdk.TypeRef;
import io.cloudburst.sdk.code.ClassCode;
import io.cloudburst.sdk.code.CodeSignature;
import io.cloudburst.sdk.code.FunctionCode;
import io.cloudburst.sdk.code.FunctionJar;
import io.cloudburst.sdk.deadline.Await;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.registry.RegisteredDag;
import io.cloudburst.sdk.registry.Registry;
import io.cloudburst.sdk.signing.SigningKey;
import io.cloudburst.sdk.store.ForwardingState;
import io.cloudburst.sdk.store.LargeObjects;
import io.cloudburst.sdk.store.LargeValues;
import io.cloudburst.sdk.store.LatticeStore;
import io.cloudburst.sdk.store.ObjectStore;
import io.cloudburst.sdk.store.StateView;
import io.cloudburst.sdk.store.Writers;
import io.cloudburst.sdk.value.ValueCodec;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/**
 * A connection to a Cloudburst: registers functions and DAGs, calls them, reads and writes objects.
 *
 * <pre>{@code
 * try (Cloudburst cloudburst = Cloudburst.connect("localhost:9092")) {
 *     var square = cloudburst.register("square", (FunctionContext context, Integer x) -> x * x);
 *     square.call(2).get(); // 4
 *     cloudburst.register("incr", (FunctionContext context, Integer x) -> x + 1);
 *     cloudburst.registerDag(Dag.chain("incr_then_square", "incr", "square"));
 *     cloudburst.callDag("incr_then_square", Map.of("incr", List.of(1))).get(); // 4
 * }
 * }</pre>
 *
 * <p>Failures are {@link CloudburstException}s. Nothing waits for ever: calls end at their timeout, everything else at the
 * connection's.
 *
 * <p>Safe for use by many threads, which share one producer and one consumer of replies; make one and keep it.
 */
public final class Cloudburst extends ForwardingState implements AutoCloseable {
    private final Transport transport;
    private final Duration timeout;
    private final Duration callTimeout;
    private final ValueCodec codec = new ValueCodec(Cloudburst.class.getClassLoader());

    private final Registry registry;
    private final SharedState state;
    private final Registration registration;
    private final Calls calls;
    private final Caller caller;
    private final EncodedCalls encodedCalls;
    private final ReplyLookup lookup;

    /** Connects with the default settings to the brokers at {@code bootstrapServers} (host:port, comma-separated). */
    public static Cloudburst connect(String bootstrapServers) {
        return connect(ConnectionSettings.of(bootstrapServers));
    }

    /** @throws CloudburstException {@link ErrorCode#UNAVAILABLE} if no broker answers in time, or no Cloudburst runs on it */
    public static Cloudburst connect(ConnectionSettings settings) {
        // Kafka looks for its own classes in the thread's loader, which inside a function is that of the function's
        // code.
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(Cloudburst.class.getClassLoader());
        try {
            Reachability.check(settings);
            return new Cloudburst(
                    new KafkaTransport(settings),
                    settings.connectTimeout(),
                    settings.callTimeout(),
                    settings.signingKey());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /**
     * A client over another way than Kafka.
     *
     * @param transport closed with the client
     * @param timeout how long registering, and reads and writes of objects may take
     * @param callTimeout how long a call may take unless it says otherwise
     */
    public static Cloudburst over(Transport transport, Duration timeout, Duration callTimeout) {
        return new Cloudburst(
                transport,
                ConnectionSettings.requirePositive("timeout", timeout),
                ConnectionSettings.requirePositive("callTimeout", callTimeout),
                Optional.empty());
    }

    private Cloudburst(Transport transport, Duration timeout, Duration callTimeout, Optional<SigningKey> signingKey) {
        this.transport = transport;
        this.timeout = timeout;
        this.callTimeout = callTimeout;
        this.registry = transport.registry();
        LatticeStore store = transport.store();
        Writers writers = new Writers();
        ObjectStore objects = new ObjectStore(store, writers);
        LargeValues large = new LargeValues(objects);
        this.state = new StateView(
                new AcknowledgedAccess(store, timeout),
                writers,
                codec,
                Optional.of(new LargeObjects(objects, large).view(() -> timeout)));
        this.registration = new Registration(transport, objects, timeout, signingKey);
        this.calls = new Calls(transport, store::observe);
        this.caller = new Caller(calls, registry, store, large, codec, callTimeout);
        LargeResults kept = new LargeResults(large, false);
        this.encodedCalls = new EncodedCalls(calls, registry, store, codec, kept);
        this.lookup = new ReplyLookup(transport, store::observe, kept);
        try {
            catchUp();
        } catch (CloudburstException e) {
            close();
            throw e;
        }
    }

    // Functions

    /**
     * Registers a function with its code, under a name; again: as its new version, which all later calls run.
     *
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if the name is not one, or the function cannot be shipped
     */
    public <R> RegisteredFunction.Of0<R> register(String name, Function0<R> function) {
        return new RegisteredFunction.Of0<>(registerBody(name, function, FunctionOptions.NONE));
    }

    /** As {@link #register(String, Function0)}, and how it is run. */
    public <R> RegisteredFunction.Of0<R> register(String name, Function0<R> function, FunctionOptions options) {
        return new RegisteredFunction.Of0<>(registerBody(name, function, options));
    }

    /** As {@link #register(String, Function0)}. */
    public <A, R> RegisteredFunction.Of1<A, R> register(String name, Function1<A, R> function) {
        return new RegisteredFunction.Of1<>(registerBody(name, function, FunctionOptions.NONE));
    }

    /** As {@link #register(String, Function0)}, and how it is run. */
    public <A, R> RegisteredFunction.Of1<A, R> register(
            String name, Function1<A, R> function, FunctionOptions options) {
        return new RegisteredFunction.Of1<>(registerBody(name, function, options));
    }

    /** As {@link #register(String, Function0)}. */
    public <A, B, R> RegisteredFunction.Of2<A, B, R> register(String name, Function2<A, B, R> function) {
        return new RegisteredFunction.Of2<>(registerBody(name, function, FunctionOptions.NONE));
    }

    /** As {@link #register(String, Function0)}, and how it is run. */
    public <A, B, R> RegisteredFunction.Of2<A, B, R> register(
            String name, Function2<A, B, R> function, FunctionOptions options) {
        return new RegisteredFunction.Of2<>(registerBody(name, function, options));
    }

    /** As {@link #register(String, Function0)}. */
    public <A, B, C, R> RegisteredFunction.Of3<A, B, C, R> register(String name, Function3<A, B, C, R> function) {
        return new RegisteredFunction.Of3<>(registerBody(name, function, FunctionOptions.NONE));
    }

    /** As {@link #register(String, Function0)}, and how it is run. */
    public <A, B, C, R> RegisteredFunction.Of3<A, B, C, R> register(
            String name, Function3<A, B, C, R> function, FunctionOptions options) {
        return new RegisteredFunction.Of3<>(registerBody(name, function, options));
    }

    /** As {@link #register(String, Function0)}. */
    public <A, B, C, D, R> RegisteredFunction.Of4<A, B, C, D, R> register(
            String name, Function4<A, B, C, D, R> function) {
        return new RegisteredFunction.Of4<>(registerBody(name, function, FunctionOptions.NONE));
    }

    /** As {@link #register(String, Function0)}, and how it is run. */
    public <A, B, C, D, R> RegisteredFunction.Of4<A, B, C, D, R> register(
            String name, Function4<A, B, C, D, R> function, FunctionOptions options) {
        return new RegisteredFunction.Of4<>(registerBody(name, function, options));
    }

    /**
     * Registers a class: where it runs, its object is made once for each version, by the first call, and then called by many threads
     * at once. An {@link AutoCloseable} is closed when its version has been replaced or deleted, or the executor ends, after the last
     * call.
     *
     * <p>Called is its public method {@code call}, or else the only public method that it declares, with or without a
     * {@link io.cloudburst.sdk.FunctionContext} as its first parameter. While its constructor throws, every call ends with
     * {@link ErrorCode#EXECUTION_ERROR} and later ones try again.
     *
     * @param arguments of its constructor, which are sent as arguments of calls are; they come after an
     *     {@link io.cloudburst.sdk.InitContext}, if the constructor begins with one
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if no constructor takes these arguments, or no method is to be
     *     called; {@link ErrorCode#PAYLOAD_TOO_LARGE} if the arguments are too large to be registered
     */
    public RegisteredFunction<Object> register(String name, Class<?> type, Object... arguments) {
        return register(name, type, FunctionOptions.NONE, arguments);
    }

    /** As {@link #register(String, Class, Object...)}, and how it is run. */
    public RegisteredFunction<Object> register(
            String name, Class<?> type, FunctionOptions options, Object... arguments) {
        requireNoBatch(name, options);
        return registerCode(name, ClassCode.of(type, Arrays.asList(arguments), codec), options);
    }

    /**
     * Registers all functions of a jar, which are those annotated with {@link io.cloudburst.sdk.CloudFunction}. The jar is checked as
     * a whole before any of them is registered.
     *
     * @return what was registered, by name
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if it is no jar, has no functions, or one that cannot be
     *     registered; the message names class and method
     */
    public List<RegisteredFunction<Object>> deploy(Path jar) {
        return deploy(FunctionJar.read(jar), Optional.empty());
    }

    /**
     * As {@link #deploy(Path)}, of a jar that is read already.
     *
     * @param signature of the jar; empty: by the key that the connection has, or nobody's
     */
    public List<RegisteredFunction<Object>> deploy(FunctionJar jar, Optional<CodeSignature> signature) {
        return registration.register(jar, signature).stream()
                .map(code -> new RegisteredFunction<Object>(this, code, Object.class, CallOptions.NONE))
                .toList();
    }

    /**
     * Registers a function that is served outside of Cloudburst, in whatever language, through an SDK of StateFun. What it is given and
     * what it gives are JSON; how, and where its endpoint is said, is in {@code docs/remote-functions.md}.
     *
     * @param stateFunType {@code NAMESPACE/NAME}, as the endpoint serves it
     * @param parameters how many arguments it takes
     * @param options its retries, and its pool, if it has one
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if that makes no sense, or the options ask for what only Cloudburst's
     *     own workers do
     */
    public RegisteredFunction<Object> registerServed(
            String name, String stateFunType, int parameters, FunctionOptions options) {
        if (parameters < 0 || options.hasOwnQueue()) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT,
                    "function '%s' is served elsewhere: it takes 0 or more arguments, and is neither limited nor batched here"
                            .formatted(name));
        }
        String pool = options.remotely().map(RemoteOptions::pool).orElse(RemoteOptions.DEFAULT_POOL);
        RegisteredCode code = registration.registerServed(
                name, parameters, options.served(new RemoteOptions(pool, Optional.of(stateFunType))));
        return new RegisteredFunction<>(this, code, Object.class, CallOptions.NONE);
    }

    /**
     * Registers a function that is given many calls at once; otherwise as {@link #register(String, Function0)}.
     *
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if the name is not one, or the function cannot be shipped
     */
    public <A, R> RegisteredFunction.Of1<A, R> registerBatched(
            String name, BatchFunction.Of1<A, R> function, BatchOptions batch) {
        return registerBatched(name, function, batch, FunctionOptions.NONE);
    }

    /** As {@link #registerBatched(String, BatchFunction.Of1, BatchOptions)}, and how it is run. */
    public <A, R> RegisteredFunction.Of1<A, R> registerBatched(
            String name, BatchFunction.Of1<A, R> function, BatchOptions batch, FunctionOptions options) {
        return new RegisteredFunction.Of1<>(registerBody(name, function, options.withBatch(batch)));
    }

    /** As {@link #registerBatched(String, BatchFunction.Of1, BatchOptions)}. */
    public <A, B, R> RegisteredFunction.Of2<A, B, R> registerBatched(
            String name, BatchFunction.Of2<A, B, R> function, BatchOptions batch) {
        return registerBatched(name, function, batch, FunctionOptions.NONE);
    }

    /** As {@link #registerBatched(String, BatchFunction.Of1, BatchOptions)}, and how it is run. */
    public <A, B, R> RegisteredFunction.Of2<A, B, R> registerBatched(
            String name, BatchFunction.Of2<A, B, R> function, BatchOptions batch, FunctionOptions options) {
        return new RegisteredFunction.Of2<>(registerBody(name, function, options.withBatch(batch)));
    }

    /** As {@link #registerBatched(String, BatchFunction.Of1, BatchOptions)}. */
    public <A, B, C, R> RegisteredFunction.Of3<A, B, C, R> registerBatched(
            String name, BatchFunction.Of3<A, B, C, R> function, BatchOptions batch) {
        return registerBatched(name, function, batch, FunctionOptions.NONE);
    }

    /** As {@link #registerBatched(String, BatchFunction.Of1, BatchOptions)}, and how it is run. */
    public <A, B, C, R> RegisteredFunction.Of3<A, B, C, R> registerBatched(
            String name, BatchFunction.Of3<A, B, C, R> function, BatchOptions batch, FunctionOptions options) {
        return new RegisteredFunction.Of3<>(registerBody(name, function, options.withBatch(batch)));
    }

    /** As {@link #registerBatched(String, BatchFunction.Of1, BatchOptions)}. */
    public <A, B, C, D, R> RegisteredFunction.Of4<A, B, C, D, R> registerBatched(
            String name, BatchFunction.Of4<A, B, C, D, R> function, BatchOptions batch) {
        return registerBatched(name, function, batch, FunctionOptions.NONE);
    }

    /** As {@link #registerBatched(String, BatchFunction.Of1, BatchOptions)}, and how it is run. */
    public <A, B, C, D, R> RegisteredFunction.Of4<A, B, C, D, R> registerBatched(
            String name, BatchFunction.Of4<A, B, C, D, R> function, BatchOptions batch, FunctionOptions options) {
        return new RegisteredFunction.Of4<>(registerBody(name, function, options.withBatch(batch)));
    }

    private <R> RegisteredFunction<R> registerBody(String name, AnyFunction function, FunctionOptions options) {
        if (!(function instanceof BatchFunction)) {
            requireNoBatch(name, options);
        }
        return registerCode(name, FunctionCode.of(function), options);
    }

    private static void requireNoBatch(String name, FunctionOptions options) {
        if (options.batch().isPresent()) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT,
                    "function '%s' takes one call at a time and cannot be batched; write one that takes arrays, and use registerBatched"
                            .formatted(name));
        }
    }

    private <R> RegisteredFunction<R> registerCode(String name, FunctionCode code, FunctionOptions options) {
        Registration.Registered registered = registration.register(name, code, options);
        return new RegisteredFunction<>(this, registered.code(), registered.resultType(), CallOptions.NONE);
    }

    /**
     * A function that anyone has registered, its results read as what they naturally are.
     *
     * @throws CloudburstException {@link ErrorCode#FUNCTION_NOT_FOUND}
     */
    public RegisteredFunction<Object> function(String name) {
        return function(name, Object.class);
    }

    /** As {@link #function(String)}, its results read as {@code resultType}. */
    public <R> RegisteredFunction<R> function(String name, Class<R> resultType) {
        return find(name, resultType);
    }

    /** As {@link #function(String)}, its results read as {@code resultType}, type arguments included. */
    public <R> RegisteredFunction<R> function(String name, TypeRef<R> resultType) {
        return find(name, resultType.type());
    }

    private <R> RegisteredFunction<R> find(String name, Type resultType) {
        RegisteredCode code = registration.find(name);
        return new RegisteredFunction<>(this, code, resultType, CallOptions.NONE);
    }

    /** The names of all functions that begin with {@code prefix}, sorted. */
    public List<String> list(String prefix) {
        catchUp();
        return registry.functions().stream()
                .map(RegisteredCode::name)
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    /** @throws CloudburstException {@link ErrorCode#FUNCTION_NOT_FOUND}, or {@link ErrorCode#INVALID_ARGUMENT} while a DAG uses it */
    public void deleteFunction(String name) {
        registration.deleteFunction(name);
    }

    // DAGs

    /**
     * Registers a DAG. Doing so again is fine as long as it is the same.
     *
     * @throws CloudburstException {@link ErrorCode#DAG_INVALID} if another DAG has the name, a function of it is not registered,
     *     or a node has more incoming edges than its function has parameters
     */
    public void registerDag(Dag dag) {
        registration.register(dag, false);
    }

    /** As {@link #registerDag}, in place of whatever DAG has the name. Runs that began go on with the old one. */
    public void replaceDag(Dag dag) {
        registration.register(dag, true);
    }

    /**
     * Looks whether a DAG could be put in place of whatever has its name, and changes nothing.
     *
     * @throws CloudburstException as {@link #replaceDag}
     */
    public void checkDag(Dag dag) {
        registration.check(dag);
    }

    /** @throws CloudburstException {@link ErrorCode#DAG_NOT_FOUND} */
    public void deleteDag(String name) {
        registration.deleteDag(name);
    }

    /** @throws CloudburstException {@link ErrorCode#DAG_NOT_FOUND} */
    public Dag dag(String name) {
        return registration.findDag(name);
    }

    /** The names of all DAGs that begin with {@code prefix}, sorted. */
    public List<String> listDags(String prefix) {
        catchUp();
        return registry.dags().stream()
                .map(RegisteredDag::dag)
                .map(Dag::name)
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    // Calls

    /**
     * Calls a DAG. Returns at once; whatever goes wrong is the future's failure.
     *
     * @param arguments node name to its fixed arguments, which come before the results of its upstreams
     */
    public CloudFuture<Object> callDag(String name, Map<String, ? extends List<?>> arguments) {
        return callDag(name, arguments, Object.class);
    }

    /** As {@link #callDag(String, Map)}, the result read as {@code resultType}. */
    public <R> CloudFuture<R> callDag(String name, Map<String, ? extends List<?>> arguments, Class<R> resultType) {
        return callDag(name, arguments, resultType, CallOptions.NONE);
    }

    /** As {@link #callDag(String, Map)}, the result read as {@code resultType}, type arguments included. */
    public <R> CloudFuture<R> callDag(String name, Map<String, ? extends List<?>> arguments, TypeRef<R> resultType) {
        return caller.call(CallTarget.dag(name), arguments, resultType.type(), CallOptions.NONE);
    }

    /** As {@link #callDag(String, Map, Class)}; ends with a TIMEOUT after {@code timeout}. */
    public <R> CloudFuture<R> callDag(
            String name, Map<String, ? extends List<?>> arguments, Class<R> resultType, Duration timeout) {
        return callDag(name, arguments, resultType, CallOptions.NONE.withTimeout(timeout));
    }

    /** As {@link #callDag(String, Map, Class)}, in its own way. */
    public <R> CloudFuture<R> callDag(
            String name, Map<String, ? extends List<?>> arguments, Class<R> resultType, CallOptions options) {
        return caller.call(CallTarget.dag(name), arguments, resultType, options);
    }

    /**
     * Calls a DAG whose result nobody waits for.
     *
     * @return completes with the call's id once Kafka has the call
     */
    public CompletableFuture<String> sendToDag(
            String name, Map<String, ? extends List<?>> arguments, CallOptions options) {
        return caller.send(CallTarget.dag(name), arguments, options);
    }

    <R> CloudFuture<R> callFunction(String name, List<?> arguments, Type resultType, CallOptions options) {
        return caller.call(CallTarget.function(name), Map.of(name, arguments), resultType, options);
    }

    CompletableFuture<String> sendToFunction(String name, List<?> arguments, CallOptions options) {
        return caller.send(CallTarget.function(name), Map.of(name, arguments), options);
    }

    /**
     * Makes many calls, of which no more than {@value CallPump#WINDOW} are under way at once.
     *
     * @param call makes the next one; called on this thread and on that of the replies, so it must not block
     * @param count how many
     * @return completes with the results in order once all are there, or with the first failure, after which no more calls are made
     */
    public <R> CompletableFuture<List<R>> callAll(int count, IntFunction<CloudFuture<R>> call) {
        return new CallPump<>(count, call).start();
    }

    /**
     * The result of a call by its id, whoever made it: now if it is done, else when it is. Replies are kept for ten minutes.
     *
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if it is not the id of a call that a client made
     */
    public CloudFuture<Object> future(String callId) {
        return future(callId, Object.class);
    }

    /** As {@link #future(String)}, the result read as {@code resultType}. */
    public <R> CloudFuture<R> future(String callId, Class<R> resultType) {
        return lookup.find(CallId.parse(callId), callTimeout, resultType, codec);
    }

    /** Sends a call whose arguments are values already, for gateways and tools. May wait for Kafka, five seconds at most. */
    public SentCall send(EncodedCall call) {
        return encodedCalls.send(call);
    }

    /** Whether {@link #send} would not wait now, for those who must not. Costs hardly anything to ask. */
    public boolean sendsAtOnce() {
        return transport.sendsAtOnce();
    }

    /**
     * The reply to a call by its id, as it is, whoever made the call.
     *
     * @param timeout how long to wait for it; what is there already is found with any
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if it is not the id of a call that a client made
     */
    public CloudFuture<Reply> reply(String callId, Duration timeout) {
        return lookup.find(CallId.parse(callId), timeout, Reply.class, codec);
    }

    /**
     * A call by its id, as its client sent it; calls are kept for a day.
     *
     * @return completes with it; empty if there is none, or not any more
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if it is not the id of a call that a client made
     */
    public CompletableFuture<Optional<Call>> sentCall(String callId) {
        return lookup.findCall(CallId.parse(callId), timeout);
    }

    /**
     * Asks for the end of a call, whoever made it. Nobody is told whether that was in time.
     *
     * @return completes with whether there is such a call
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if it is not the id of a call that a client made
     */
    public CompletableFuture<Boolean> cancel(String callId) {
        CallId id = CallId.parse(callId);
        if (calls.cancelPending(callId)) {
            return CompletableFuture.completedFuture(true);
        }
        return lookup.findCall(id, timeout).thenApply(found -> {
            found.ifPresent(calls::cancel);
            return found.isPresent();
        });
    }

    /** What is registered, for tools; followed until this client is closed. */
    public Registry registry() {
        return registry;
    }

    /** As of this client's own writes, and those of its calls, or later; a write returns once Kafka has it. */
    @Override
    protected SharedState state() {
        return state;
    }

    /** The store itself, for tools: lattices with their versions, and scans. Closed with this client. */
    public LatticeStore store() {
        return transport.store();
    }

    /** The nodes of the store, for tools: what they have, and backups. Not to be used after this client is closed. */
    public StoreNodes storeNodes() {
        return transport.storeNodes();
    }

    /** What could not be taken, for tools: to look at, and to put back. Not to be used after this client is closed. */
    public DeadLetters deadLetters() {
        return transport.deadLetters();
    }

    /** What the job says of its runs. */
    public RunLog runLog() {
        return transport.runLog();
    }

    /**
     * How the topics are.
     *
     * @throws CloudburstException {@link ErrorCode#TIMEOUT} or {@link ErrorCode#UNAVAILABLE} if the brokers do not say
     */
    public List<TopicStatus> topics(Duration timeout) {
        return transport.topics(timeout);
    }

    private void catchUp() {
        Await.result(registry.catchUp(), timeout, "reading " + Topic.REGISTRY.topicName());
    }

    /** Ends what is in flight with {@link ErrorCode#CANCELLED}; the calls themselves run on. */
    @Override
    public void close() {
        calls.close();
        lookup.close();
        transport.close();
    }
}
