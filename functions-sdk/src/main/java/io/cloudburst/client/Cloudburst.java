package io.cloudburst.client;

import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.Reply;
import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.CallOptions;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.SharedState;
import io.cloudburst.sdk.TypeRef;
import io.cloudburst.sdk.deadline.Await;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.registry.RegisteredDag;
import io.cloudburst.sdk.registry.Registry;
import io.cloudburst.sdk.signing.SigningKey;
import io.cloudburst.sdk.store.LargeObjects;
import io.cloudburst.sdk.store.LargeValues;
import io.cloudburst.sdk.store.LatticeStore;
import io.cloudburst.sdk.store.ObjectStore;
import io.cloudburst.sdk.store.StateView;
import io.cloudburst.sdk.store.Writers;
import io.cloudburst.sdk.value.ValueCodec;
import java.lang.reflect.Type;
import java.time.Duration;
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
public final class Cloudburst extends FunctionsClient implements AutoCloseable {
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

    /** The names of all functions that begin with {@code prefix}, sorted. */
    public List<String> list(String prefix) {
        catchUp();
        return registry.functions().stream()
                .map(RegisteredCode::name)
                .filter(name -> name.startsWith(prefix))
                .toList();
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

    @Override
    Registration registration() {
        return registration;
    }

    @Override
    ValueCodec codec() {
        return codec;
    }

    @Override
    Cloudburst client() {
        return this;
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
