package io.cloudburst.client;

import io.cloudburst.sdk.CallOptions;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.code.TypeText;
import io.cloudburst.sdk.registry.RegisteredCode;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * A function that can be called. Always calls the newest version under its name. Immutable, safe for use by many threads.
 *
 * @param <R> what its results are read as
 */
public final class RegisteredFunction<R> {
    private final Cloudburst client;
    private final RegisteredCode code;
    private final Type resultType;
    private final CallOptions options;

    RegisteredFunction(Cloudburst client, RegisteredCode code, Type resultType, CallOptions options) {
        this.client = client;
        this.code = code;
        this.resultType = resultType;
        this.options = options;
    }

    public String name() {
        return code.name();
    }

    /** The version that was the newest when this was made. */
    public long version() {
        return code.version();
    }

    /** Binary names of the parameters' classes, with type arguments where they are known, in order. */
    public List<String> parameterTypes() {
        return code.parameterTypes();
    }

    /** How it was registered to be run. */
    public FunctionOptions options() {
        return code.options();
    }

    /** The same function, whose calls end with a TIMEOUT after {@code timeout}. */
    public RegisteredFunction<R> withTimeout(Duration timeout) {
        return with(options.withTimeout(timeout));
    }

    /** The same function, called in this way. */
    public RegisteredFunction<R> with(CallOptions options) {
        return new RegisteredFunction<>(client, code, resultType, options);
    }

    /**
     * Calls the function. Returns at once; whatever goes wrong, wrong arguments too, is the future's failure.
     *
     * @param arguments objects, {@link io.cloudburst.sdk.Ref}s to the store, futures of other calls, or null
     */
    public CloudFuture<R> call(Object... arguments) {
        return client.callFunction(code.name(), Arrays.asList(arguments), resultType, options);
    }

    /**
     * Calls the function and leaves it at that: nobody is answered.
     *
     * @return completes with the call's id once Kafka has the call
     */
    public CompletableFuture<String> send(Object... arguments) {
        return client.sendToFunction(code.name(), Arrays.asList(arguments), options);
    }

    /** Calls the function for each list of arguments, so many at a time as are good for it; see {@link Cloudburst#callAll}. */
    public CompletableFuture<List<R>> callAll(List<? extends List<?>> arguments) {
        return client.callAll(arguments.size(), i -> call(arguments.get(i).toArray()));
    }

    /** Such as {@code square(Integer) version 2}. */
    @Override
    public String toString() {
        return "%s(%s) version %d"
                .formatted(
                        code.name(),
                        code.parameterTypes().stream().map(TypeText::display).collect(Collectors.joining(", ")),
                        code.version());
    }

    /** A function whose arguments the compiler checks; {@link #function()} has the rest. */
    public record Of0<R>(RegisteredFunction<R> function) {
        public CloudFuture<R> call() {
            return function.call();
        }
    }

    /** As {@link Of0}, for one argument. */
    public record Of1<A, R>(RegisteredFunction<R> function) {
        public CloudFuture<R> call(A a) {
            return function.call(new Object[] {a});
        }
    }

    /** As {@link Of0}, for two arguments. */
    public record Of2<A, B, R>(RegisteredFunction<R> function) {
        public CloudFuture<R> call(A a, B b) {
            return function.call(a, b);
        }
    }

    /** As {@link Of0}, for three arguments. */
    public record Of3<A, B, C, R>(RegisteredFunction<R> function) {
        public CloudFuture<R> call(A a, B b, C c) {
            return function.call(a, b, c);
        }
    }

    /** As {@link Of0}, for four arguments. */
    public record Of4<A, B, C, D, R>(RegisteredFunction<R> function) {
        public CloudFuture<R> call(A a, B b, C c, D d) {
            return function.call(a, b, c, d);
        }
    }
}
