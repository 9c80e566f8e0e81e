package io.cloudburst.executor;

import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.code.ShippedFunction;
import io.cloudburst.sdk.code.TypeText;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.signing.TrustedKeys;
import io.cloudburst.sdk.value.ValueCodec;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A version of a function, ready to be called, by many threads at once. */
final class LoadedFunction {
    private final String name;
    private final ShippedFunction body;
    private final List<Type> parameterTypes;
    private final CodeHome home;
    /** What is called, of a class that is a function. */
    private final Optional<ClassInstance> instance;

    LoadedFunction(
            String name,
            ShippedFunction body,
            List<Type> parameterTypes,
            CodeHome home,
            Optional<ClassInstance> instance) {
        this.name = name;
        this.body = body;
        this.parameterTypes = parameterTypes;
        this.home = home;
        this.instance = instance;
    }

    /**
     * @throws CloudburstException {@link ErrorCode#EXECUTION_ERROR} that names the class that is missing or does not fit; {@link
     *     ErrorCode#UNTRUSTED_CODE} if it is not to be loaded
     */
    static LoadedFunction load(
            RegisteredCode code, Bundles bundles, Initialisation initialisation, TrustedKeys trusted) {
        // Before anything of it is here: making a loader of the bundle runs its codecs.
        trusted.check(code);
        Bundles.Bundle bundle = bundles.acquire(code.bundle());
        try {
            trusted.checkDeclared(code, bundle.loader());
            ShippedFunction body = ShippedFunction.load(
                    code.body(), bundle.loader(), code.parameterTypes().size(), bundle.codec());
            List<Type> types = code.parameterTypes().stream()
                    .map(type -> TypeText.parse(type, bundle.loader()))
                    .toList();
            Optional<ClassInstance> instance = body.hasObject()
                    ? Optional.of(new ClassInstance(code, body, bundle, initialisation))
                    : Optional.empty();
            return new LoadedFunction(code.name(), body, types, bundle, instance);
        } catch (IOException | ReflectiveOperationException | LinkageError | RuntimeException e) {
            bundle.release();
            if (e instanceof CloudburstException refused && refused.code() == ErrorCode.UNTRUSTED_CODE) {
                throw refused;
            }
            throw MissingClass.in(e)
                    .map(missing -> missing.failure(code.name()))
                    .orElseGet(() -> new CloudburstException(
                            ErrorCode.EXECUTION_ERROR,
                            "function '%s' cannot be loaded: %s".formatted(code.name(), e),
                            e));
        } catch (Error e) {
            // Such as no memory for its classes.
            bundle.release();
            throw e;
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

    /** As arrays have it for their elements. */
    Class<?> parameterClass(int index) {
        return TypeText.erased(parameterTypes.get(index));
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
        return instance.isPresent()
                ? body.callOn(instance.get().get(), contextAndArguments)
                : body.call(contextAndArguments);
    }

    /** Whether closing it means to close something of the user's. */
    boolean hasInstance() {
        return instance.isPresent();
    }

    /** Completes when it is closed, what the user closes included. */
    CompletableFuture<Void> close() {
        CompletableFuture<Void> closed =
                instance.map(ClassInstance::close).orElse(CompletableFuture.completedFuture(null));
        return closed.whenComplete((done, failure) -> home.release());
    }
}
