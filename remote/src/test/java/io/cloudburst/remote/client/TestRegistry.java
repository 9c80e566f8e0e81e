package io.cloudburst.remote.client;

import io.cloudburst.executor.StageMail;
import io.cloudburst.executor.StagePlace;
import io.cloudburst.executor.StageTask;
import io.cloudburst.executor.StageTrace;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.registry.RegisteredWorker;
import io.cloudburst.sdk.registry.Registry;
import io.cloudburst.sdk.registry.RegistryCodec;
import io.cloudburst.sdk.registry.RegistryLog;
import io.cloudburst.sdk.store.Frontier;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A registry that is written by hand, and stages of functions that are in it in name only. */
public final class TestRegistry implements RegistryLog {
    private Reader reader;
    private long end;

    /** What follows it. */
    public final Registry registry = Registry.follow(this);

    @Override
    public void follow(Reader newReader) {
        reader = newReader;
    }

    @Override
    public CompletableFuture<Long> end() {
        return CompletableFuture.completedFuture(end);
    }

    @Override
    public void close() {}

    public void announce(String name, String url, String pool) {
        append(
                RegistryCodec.workerKey(name),
                RegistryCodec.encode(new RegisteredWorker(name, url, Set.of(pool), 4))
                        .toByteArray());
    }

    public void withdraw(String name) {
        append(RegistryCodec.workerKey(name), null);
    }

    private void append(String key, byte[] value) {
        reader.read(key, value, end++);
        reader.reached(end, true);
    }

    /** Of a function that is served as {@code test/NAME}. */
    static StageTask served(String name, FunctionOptions options, Dag.Form form, Value... arguments) {
        return stage(name, options, form, Duration.ofSeconds(20), arguments);
    }

    public static StageTask stage(
            String name, FunctionOptions options, Dag.Form form, Duration timeout, Value... arguments) {
        RegisteredCode code = RegistryCodec.decode(
                RegistryCodec.encodeServed(name, arguments.length, options).getFunction(), 1);
        List<Dag.Node> chain = List.of(new Dag.Node(name, name, form, Dag.Placement.COLOCATED));
        return new StageTask(
                "run",
                "run/0/0",
                "call",
                System.currentTimeMillis() + timeout.toMillis(),
                Frontier.NONE,
                chain,
                List.of(code),
                List.of(List.of(arguments)),
                new StageMail(new StagePlace("run", true, false, 0, 0), chain, List.of()),
                StageTrace.NONE);
    }
}
