package io.cloudburst.sdk.code;

import com.google.protobuf.ByteString;
import io.cloudburst.protocol.FunctionBody;
import io.cloudburst.protocol.Lambda;
import io.cloudburst.sdk.AnyFunction;
import io.cloudburst.sdk.BatchFunction;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.Typed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A function taken apart for the way: what it is, its types, and the class whose jar or directory must go with it. Put together
 * again by {@link ShippedFunction}.
 *
 * @param home the class that the function was written in
 * @param parameterTypes in order, without the context; with their type arguments, as far as the code says them; of a batched function,
 *     those of one call
 */
public record FunctionCode(FunctionBody body, Class<?> home, List<Type> parameterTypes, Type resultType) {
    public FunctionCode {
        parameterTypes = List.copyOf(parameterTypes);
    }

    /** @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if it captures what cannot be sent */
    public static FunctionCode of(AnyFunction function) {
        if (function instanceof Typed.Function typed) {
            FunctionCode untyped = of(typed.untyped());
            int arity = typed.types().size() - 1;
            return new FunctionCode(
                    untyped.body(),
                    untyped.home(),
                    typed.types().subList(0, arity),
                    typed.types().get(arity));
        }
        SerializedLambda lambda = lambdaBehind(function);
        FunctionCode code = lambda == null
                ? ofObject(function)
                : ofLambda(lambda, function.getClass().getClassLoader());
        return function instanceof BatchFunction ? code.ofOneCall() : code;
    }

    /** With the types that one call of a batch has, in place of arrays of them. */
    private FunctionCode ofOneCall() {
        return new FunctionCode(
                body,
                home,
                parameterTypes.stream().map(TypeText::componentOf).toList(),
                TypeText.componentOf(resultType));
    }

    private static FunctionCode ofLambda(SerializedLambda lambda, ClassLoader loader) {
        Object[] captured = new Object[lambda.getCapturedArgCount()];
        Arrays.setAll(captured, lambda::getCapturedArg);
        FunctionBody body = FunctionBody.newBuilder()
                .setLambda(Lambda.newBuilder()
                        .setClassName(lambda.getImplClass())
                        .setMethod(lambda.getImplMethodName())
                        .setMethodType(lambda.getImplMethodSignature())
                        .setReferenceKind(lambda.getImplMethodKind())
                        .setCaptured(captured.length == 0 ? ByteString.EMPTY : serialize(captured)))
                .build();
        MethodType type = MethodType.fromMethodDescriptorString(lambda.getInstantiatedMethodType(), loader);
        Class<?> home = load(lambda.getImplClass(), loader);
        List<Class<?>> parameters = withoutContext(type.parameterList());
        Optional<Executable> written = GenericSignature.written(home, lambda);
        return new FunctionCode(
                body,
                home,
                GenericSignature.parameters(written, parameters),
                GenericSignature.result(written, type.returnType()));
    }

    private static FunctionCode ofObject(AnyFunction function) {
        Method call = callMethod(function.getClass());
        return new FunctionCode(
                FunctionBody.newBuilder().setObject(serialize(function)).build(),
                function.getClass(),
                withoutContext(GenericSignature.parameters(call, function.getClass())),
                GenericSignature.result(call, function.getClass()));
    }

    /** The {@code call} that the class itself declares, with its own types, before any bridge to {@code Object}. */
    static Method callMethod(Class<?> type) {
        return Stream.of(type.getMethods())
                .filter(m -> m.getName().equals("call") && !m.isBridge())
                .filter(m -> m.getParameterCount() > 0 && m.getParameterTypes()[0] == FunctionContext.class)
                .min(Comparator.comparing(m -> m.getDeclaringClass() == type ? 0 : 1))
                .orElseThrow(() -> new IllegalStateException(type + " has no call method"));
    }

    private static ByteString serialize(Object captured) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(captured);
        } catch (NotSerializableException e) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT,
                    "the function captures a %s, which is not java.io.Serializable; make it so, or create it inside the function"
                            .formatted(e.getMessage()),
                    e);
        } catch (IOException e) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT, "the function cannot be serialized: " + e.getMessage(), e);
        }
        return ByteString.copyFrom(bytes.toByteArray());
    }

    /** Null if the function is an object of a class of its own. */
    private static SerializedLambda lambdaBehind(AnyFunction function) {
        try {
            Method writeReplace = function.getClass().getDeclaredMethod("writeReplace");
            writeReplace.setAccessible(true);
            return writeReplace.invoke(function) instanceof SerializedLambda lambda ? lambda : null;
        } catch (NoSuchMethodException e) {
            return null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot look into " + function.getClass(), e);
        }
    }

    private static <T> List<T> withoutContext(List<T> parameters) {
        return parameters.subList(1, parameters.size());
    }

    private static Class<?> load(String internalName, ClassLoader loader) {
        try {
            return Class.forName(internalName.replace('/', '.'), false, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the class of a lambda at hand cannot be found", e);
        }
    }
}
