package io.cloudburst.sdk.code;

import io.cloudburst.protocol.ClassBody;
import io.cloudburst.protocol.FunctionBody;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.InitContext;
import io.cloudburst.sdk.value.ValueCodec;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.List;
import java.util.stream.Stream;

/** A class as a function: which constructor makes its object, from what, and which method is called. */
public final class ClassCode {
    private ClassCode() {}

    /**
     * A class whose object is made where it runs.
     *
     * @param arguments of its constructor, after an {@link InitContext} if that takes one
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if no constructor takes them, or no method is to be called;
     *     {@link ErrorCode#PAYLOAD_TOO_LARGE} if the arguments are too large to be registered
     */
    public static FunctionCode of(Class<?> type, List<?> arguments, ValueCodec codec) {
        return of(type, functionMethod(type), arguments, codec);
    }

    /** A method: of the class, or of an object of the class that is made without arguments. */
    public static FunctionCode of(Method method, ValueCodec codec) {
        if (!Modifier.isStatic(method.getModifiers())) {
            return of(method.getDeclaringClass(), method, List.of(), codec);
        }
        refusePrivate(method);
        return code(method.getDeclaringClass(), method, body(method).setIsStatic(true));
    }

    private static FunctionCode of(Class<?> type, Method method, List<?> arguments, ValueCodec codec) {
        refuseWhatHasNoObjects(type);
        refusePrivate(method);
        List<Value> values = encoded(type, arguments, codec);
        Constructor<?> constructor = constructor(type, values, arguments, codec);
        ClassBody.Builder body = body(method)
                .setClassName(type.getName())
                .setConstructorType(GenericSignature.descriptor(constructor))
                .addAllArguments(values);
        initParameters(constructor).forEach(parameter -> body.addArgumentTypes(TypeText.of(parameter)));
        return code(type, method, body);
    }

    private static ClassBody.Builder body(Method method) {
        return ClassBody.newBuilder()
                .setClassName(method.getDeclaringClass().getName())
                .setMethod(method.getName())
                .setMethodType(GenericSignature.descriptor(method));
    }

    private static FunctionCode code(Class<?> type, Method method, ClassBody.Builder body) {
        List<Type> parameters = GenericSignature.parameters(method, type);
        return new FunctionCode(
                FunctionBody.newBuilder().setClassBody(body).build(),
                type,
                takesContext(method) ? parameters.subList(1, parameters.size()) : parameters,
                GenericSignature.result(method, type));
    }

    static boolean takesContext(Method method) {
        return method.getParameterCount() > 0 && method.getParameterTypes()[0] == FunctionContext.class;
    }

    private static void refusePrivate(Method method) {
        if (Modifier.isPrivate(method.getModifiers())) {
            throw refused(method.getDeclaringClass(), "its method '%s' is private".formatted(method.getName()));
        }
    }

    private static void refuseWhatHasNoObjects(Class<?> type) {
        boolean inner = type.getEnclosingClass() != null && !Modifier.isStatic(type.getModifiers());
        if (type.isInterface() || type.isEnum() || Modifier.isAbstract(type.getModifiers()) || inner) {
            throw refused(
                    type,
                    inner
                            ? "it is an inner class, and its objects belong to others; make it static"
                            : "it is an interface, an enum or abstract; register a class that has objects");
        }
    }

    /** The public method {@code call}, or else the only public method that the class declares itself. */
    private static Method functionMethod(Class<?> type) {
        List<Method> calls = Stream.of(type.getMethods())
                .filter(ClassCode::isOfObjects)
                .filter(method -> method.getName().equals("call"))
                .toList();
        List<Method> candidates = !calls.isEmpty()
                ? calls
                : Stream.of(type.getDeclaredMethods())
                        .filter(ClassCode::isOfObjects)
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .filter(method -> !isOfEveryObject(method))
                        .toList();
        if (candidates.size() != 1) {
            throw refused(
                    type,
                    (candidates.isEmpty()
                                    ? "it has no public method to be called"
                                    : "which of its methods is to be called is not clear")
                            + "; give it one public method 'call'"
                            + (candidates.isEmpty()
                                    ? ""
                                    : " (it has "
                                            + candidates.stream()
                                                    .map(Method::toString)
                                                    .sorted()
                                                    .toList() + ")"));
        }
        return candidates.get(0);
    }

    private static boolean isOfObjects(Method method) {
        return !Modifier.isStatic(method.getModifiers()) && !method.isBridge() && !method.isSynthetic();
    }

    private static boolean isOfEveryObject(Method method) {
        if (method.getName().equals("close") && method.getParameterCount() == 0) {
            return true;
        }
        try {
            Object.class.getMethod(method.getName(), method.getParameterTypes());
            return true;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    private static List<Value> encoded(Class<?> type, List<?> arguments, ValueCodec codec) {
        List<Value> values = arguments.stream().map(codec::encodeInline).toList();
        long bytes = values.stream().mapToLong(Value::getSerializedSize).sum();
        if (bytes > ValueCodec.MAX_INLINE_BYTES) {
            throw new CloudburstException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "the arguments of the constructor of %s have %d bytes, at most %d are registered; put them into the store, and read them there with the InitContext"
                            .formatted(type.getName(), bytes, ValueCodec.MAX_INLINE_BYTES));
        }
        return values;
    }

    private static Constructor<?> constructor(Class<?> type, List<Value> values, List<?> arguments, ValueCodec codec) {
        List<Constructor<?>> all = Stream.of(type.getDeclaredConstructors())
                .<Constructor<?>>map(constructor -> constructor)
                .filter(constructor -> !Modifier.isPrivate(constructor.getModifiers()) && !constructor.isSynthetic())
                .toList();
        List<Constructor<?>> fitting = all.stream()
                .filter(constructor -> takes(constructor, values, codec))
                .toList();
        List<Constructor<?>> exact = fitting.stream()
                .filter(constructor -> takesAsTheyAre(constructor, arguments))
                .toList();
        if (fitting.size() > 1 && exact.size() == 1) {
            return exact.get(0);
        }
        if (fitting.size() != 1) {
            throw refused(
                    type,
                    "%s of its constructors takes %s (after an InitContext, where it begins with one); it has %s"
                            .formatted(
                                    fitting.isEmpty() ? "none" : "more than one",
                                    arguments.stream()
                                            .map(argument -> argument == null
                                                    ? "null"
                                                    : argument.getClass().getName())
                                            .toList(),
                                    all.isEmpty()
                                            ? "none that is not private"
                                            : all.stream()
                                                    .map(Constructor::toString)
                                                    .sorted()
                                                    .toList()));
        }
        return fitting.get(0);
    }

    private static boolean takes(Constructor<?> constructor, List<Value> values, ValueCodec codec) {
        List<Type> parameters = initParameters(constructor);
        if (parameters.size() != values.size()) {
            return false;
        }
        try {
            for (int i = 0; i < values.size(); i++) {
                codec.decode(values.get(i), parameters.get(i));
            }
            return true;
        } catch (CloudburstException e) {
            return false;
        }
    }

    private static boolean takesAsTheyAre(Constructor<?> constructor, List<?> arguments) {
        List<Type> parameters = initParameters(constructor);
        for (int i = 0; i < arguments.size(); i++) {
            Class<?> parameter = TypeText.javaType(parameters.get(i)).getRawClass();
            Object argument = arguments.get(i);
            if (argument == null ? parameter.isPrimitive() : !boxed(parameter).isInstance(argument)) {
                return false;
            }
        }
        return true;
    }

    private static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }

    private static List<Type> initParameters(Constructor<?> constructor) {
        List<Type> parameters = GenericSignature.parameters(constructor);
        Class<?>[] classes = constructor.getParameterTypes();
        return classes.length > 0 && classes[0] == InitContext.class
                ? parameters.subList(1, parameters.size())
                : parameters;
    }

    private static CloudburstException refused(Class<?> type, String why) {
        return new CloudburstException(
                ErrorCode.INVALID_ARGUMENT, "%s cannot be a function: %s".formatted(type.getName(), why));
    }
}
