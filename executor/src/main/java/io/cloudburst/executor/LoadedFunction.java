package io.cloudburst.executor;

import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.code.ShippedFunction;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.value.ValueCodec;
import java.io.IOException;
import java.util.List;

/** A version of a function, ready to be called, by many threads at once. */
final class LoadedFunction {
    private final String name;
    private final ShippedFunction body;
    private final List<Class<?>> parameterTypes;
    private final CodeHome home;

    LoadedFunction(String name, ShippedFunction body, List<Class<?>> parameterTypes, CodeHome home) {
        this.name = name;
        this.body = body;
        this.parameterTypes = parameterTypes;
        this.home = home;
    }

    /** @throws CloudburstException {@link ErrorCode#EXECUTION_ERROR} that names the class that is missing or does not fit */
    static LoadedFunction load(RegisteredCode code, Bundles bundles) {
        Bundles.Bundle bundle = bundles.acquire(code.bundle());
        try {
            ShippedFunction body = ShippedFunction.load(
                    code.body(), bundle.loader(), code.parameterTypes().size());
            List<Class<?>> types = code.parameterTypes().stream()
                    .<Class<?>>map(type -> typeOf(type, bundle.loader()))
                    .toList();
            return new LoadedFunction(code.name(), body, types, bundle);
        } catch (IOException | ReflectiveOperationException | LinkageError | RuntimeException e) {
            bundle.release();
            throw MissingClass.in(e)
                    .map(missing -> missing.failure(code.name()))
                    .orElseGet(() -> new CloudburstException(
                            ErrorCode.EXECUTION_ERROR,
                            "function '%s' cannot be loaded: %s".formatted(code.name(), e),
                            e));
        }
    }

    String name() {
        return name;
    }

    ClassLoader loader() {
        return home.loader();
    }

    ValueCodec codec() {
        return home.codec();
    }

    int arity() {
        return parameterTypes.size();
    }

    Class<?> parameterType(int index) {
        return parameterTypes.get(index);
    }

    /** @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} */
    Object decode(int index, Value argument) {
        try {
            return codec().decode(argument, parameterTypes.get(index));
        } catch (CloudburstException e) {
            throw argumentFailure(index, e);
        }
    }

    /** What another function of the same stage has returned, as the argument of this one. */
    Object convert(int index, Object result) {
        try {
            return codec().convert(result, parameterTypes.get(index));
        } catch (CloudburstException e) {
            throw argumentFailure(index, e);
        }
    }

    private CloudburstException argumentFailure(int index, CloudburstException e) {
        return new CloudburstException(
                e.code(), "argument %d of function '%s': %s".formatted(index + 1, name, e.getMessage()), e);
    }

    /**
     * @param contextAndArguments as many as {@link #arity}, after the context
     * @throws Throwable whatever the user's code throws
     */
    Object call(Object[] contextAndArguments) throws Throwable {
        return body.call(contextAndArguments);
    }

    void close() {
        home.release();
    }

    private static Class<?> typeOf(String binaryName, ClassLoader loader) {
        try {
            return Class.forName(binaryName, false, loader);
        } catch (ClassNotFoundException e) {
            throw new TypeNotPresentException(binaryName, e);
        }
    }
}
