package io.cloudburst.executor;

import io.cloudburst.engine.Failure;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.AnyFunction;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.code.CodeBundle;
import io.cloudburst.sdk.code.FunctionCode;
import io.cloudburst.sdk.code.ShippedFunction;
import io.cloudburst.sdk.code.TypeText;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.store.Frontier;
import io.cloudburst.sdk.store.StoreClient;
import io.cloudburst.sdk.value.ValueCodec;
import io.cloudburst.sdk.value.ValueLists;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An executor whose functions are those of the test, in the test's class loader, and whose store is a log that nobody reads. */
final class TestExecutor implements AutoCloseable {
    /** Elements of a list: no fewer than any test has. */
    private static final int MANY = 1_000;

    private static final ClassLoader CLASSES = TestExecutor.class.getClassLoader();
    private static final ValueCodec CODEC = new ValueCodec(CLASSES);

    final HeldLog log = new HeldLog();
    final Executor executor;
    private final StoreClient store = new StoreClient(log, partition -> List.of());
    private final Map<String, RegisteredCode> registered = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();

    TestExecutor(PoolSettings settings) {
        this.executor = new Executor(
                store,
                settings,
                (runId, letter) -> CompletableFuture.failedFuture(new UnsupportedOperationException()),
                Optional.empty(),
                (objects, initialisation) ->
                        new Functions(name -> Optional.ofNullable(registered.get(name)), TestExecutor::load));
    }

    private static LoadedFunction load(RegisteredCode code) {
        CodeHome home = new CodeHome() {
            @Override
            public ClassLoader loader() {
                return CLASSES;
            }

            @Override
            public ValueCodec codec() {
                return CODEC;
            }

            @Override
            public void release() {}
        };
        try {
            List<Type> types = code.parameterTypes().stream()
                    .map(type -> TypeText.parse(type, CLASSES))
                    .toList();
            return new LoadedFunction(
                    code.name(),
                    ShippedFunction.load(code.body(), CLASSES, types.size(), CODEC),
                    types,
                    home,
                    Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As the name's newest version. */
    TestExecutor register(String name, AnyFunction function, FunctionOptions options) {
        FunctionCode code = FunctionCode.of(function);
        registered.put(
                name,
                new RegisteredCode(
                        name,
                        numbers.incrementAndGet(),
                        CodeBundle.NONE,
                        code.body(),
                        code.parameterTypes().stream().map(TypeText::of).toList(),
                        TypeText.of(code.resultType()),
                        options));
        return this;
    }

    /** A call, by an id of its own. */
    final class TestCall {
        final String id = "call-" + numbers.incrementAndGet();
        final CompletableFuture<StageOutcome> outcome;

        private TestCall(String function, Dag.Form form, Duration timeout, List<Value> arguments) {
            List<Dag.Node> chain = List.of(new Dag.Node(function, function, form, Dag.Placement.COLOCATED));
            this.outcome = executor.run(new StageTask(
                    id,
                    id,
                    id,
                    System.currentTimeMillis() + timeout.toMillis(),
                    Frontier.NONE,
                    chain,
                    List.of(registered.get(function)),
                    List.of(arguments),
                    new StageMail(
                            new StagePlace(id, form instanceof Dag.Once, !(form instanceof Dag.Once), 0, MANY),
                            chain,
                            List.of()),
                    StageTrace.NONE));
        }

        void cancel() {
            executor.cancel(id, Failure.of(io.cloudburst.sdk.ErrorCode.CANCELLED, "cancelled"));
        }

        boolean isDone() {
            return outcome.isDone();
        }

        /** What its function has returned. */
        Object result() {
            StageOutcome ended = outcome.join();
            if (ended instanceof StageOutcome.Done done) {
                return CODEC.decode(done.result(), Object.class);
            }
            throw new AssertionError(ended);
        }

        StageOutcome.Failed failed() {
            return (StageOutcome.Failed) outcome.join();
        }

        Failure failure() {
            return failed().failure();
        }
    }

    TestCall call(String function, Object... arguments) {
        return call(Duration.ofSeconds(30), function, arguments);
    }

    TestCall call(Duration timeout, String function, Object... arguments) {
        return new TestCall(
                function,
                new Dag.Once(),
                timeout,
                Arrays.stream(arguments).map(CODEC::encode).toList());
    }

    TestCall each(String function, List<?> elements) {
        return new TestCall(
                function,
                new Dag.Each(),
                Duration.ofSeconds(30),
                List.of(ValueLists.of(elements.stream().map(CODEC::encode).toList())));
    }

    @Override
    public void close() {
        executor.close();
        store.close();
    }
}
