package io.cloudburst.client;

import io.cloudburst.sdk.AnyFunction;
import io.cloudburst.sdk.BatchFunction;
import io.cloudburst.sdk.BatchOptions;
import io.cloudburst.sdk.CallOptions;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Function0;
import io.cloudburst.sdk.Function1;
import io.cloudburst.sdk.Function2;
import io.cloudburst.sdk.Function3;
import io.cloudburst.sdk.Function4;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.RemoteOptions;
import io.cloudburst.sdk.TypeRef;
import io.cloudburst.sdk.code.ClassCode;
import io.cloudburst.sdk.code.CodeSignature;
import io.cloudburst.sdk.code.FunctionCode;
import io.cloudburst.sdk.code.FunctionJar;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.store.ForwardingState;
import io.cloudburst.sdk.value.ValueCodec;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a client does about functions: registers, finds and deletes them. The part of {@link Cloudburst} that has a method for each number
 * of parameters.
 */
public abstract sealed class FunctionsClient extends ForwardingState permits Cloudburst {
    FunctionsClient() {}

    abstract Registration registration();

    /** Of arguments that go with a class. */
    abstract ValueCodec codec();

    /** What calls the functions. */
    abstract Cloudburst client();

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
        return registerCode(name, ClassCode.of(type, Arrays.asList(arguments), codec()), options);
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
        return registration().register(jar, signature).stream()
                .map(code -> new RegisteredFunction<Object>(client(), code, Object.class, CallOptions.NONE))
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
        RegisteredCode code = registration()
                .registerServed(name, parameters, options.served(new RemoteOptions(pool, Optional.of(stateFunType))));
        return new RegisteredFunction<>(client(), code, Object.class, CallOptions.NONE);
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
        Registration.Registered registered = registration().register(name, code, options);
        return new RegisteredFunction<>(client(), registered.code(), registered.resultType(), CallOptions.NONE);
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
        RegisteredCode code = registration().find(name);
        return new RegisteredFunction<>(client(), code, resultType, CallOptions.NONE);
    }

    /** @throws CloudburstException {@link ErrorCode#FUNCTION_NOT_FOUND}, or {@link ErrorCode#INVALID_ARGUMENT} while a DAG uses it */
    public void deleteFunction(String name) {
        registration().deleteFunction(name);
    }
}
