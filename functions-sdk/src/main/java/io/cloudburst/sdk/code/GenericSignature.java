package io.cloudburst.sdk.code;

import com.fasterxml.jackson.databind.JavaType;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a method says of its types beyond their classes. The compiler notes that of every method but those of lambdas. */
final class GenericSignature {
    private GenericSignature() {}

    /** Of a method that {@code type} has, with the type arguments that it has there. */
    static List<Type> parameters(Method method, Class<?> type) {
        List<Type> resolved = new ArrayList<>();
        for (int i = 0; i < method.getParameterCount(); i++) {
            resolved.add(resolved(
                    method.getGenericParameterTypes()[i],
                    method.getParameterTypes()[i],
                    method.getDeclaringClass(),
                    type));
        }
        return resolved;
    }

    static Type result(Method method, Class<?> type) {
        return resolved(method.getGenericReturnType(), method.getReturnType(), method.getDeclaringClass(), type);
    }

    private static Type resolved(Type generic, Class<?> erased, Class<?> declaring, Class<?> type) {
        if (generic instanceof Class<?>) {
            return erased;
        }
        JavaType seen = TypeText.TYPES.constructType(type).findSuperType(declaring);
        JavaType resolved = TypeText.TYPES.resolveMemberType(generic, seen == null ? null : seen.getBindings());
        return plainIfPossible(resolved);
    }

    private static Type plainIfPossible(JavaType type) {
        return type.getBindings().isEmpty() ? type.getRawClass() : type;
    }

    /** The method or constructor that a method reference leads to; empty for a lambda. */
    static Optional<Executable> written(Class<?> home, SerializedLambda lambda) {
        try {
            Stream<? extends Executable> candidates = lambda.getImplMethodName().equals("<init>")
                    ? Stream.of(home.getDeclaredConstructors())
                    : Stream.of(home.getDeclaredMethods())
                            .filter(method -> method.getName().equals(lambda.getImplMethodName()));
            return candidates
                    .filter(written -> !written.isSynthetic())
                    .filter(written -> descriptor(written).equals(lambda.getImplMethodSignature()))
                    .map(Executable.class::cast)
                    .findFirst();
        } catch (LinkageError e) {
            // A class that another method mentions is not here: then nothing can be asked of this one either.
            return Optional.empty();
        }
    }

    static String descriptor(Executable executable) {
        Class<?> result = executable instanceof Method method ? method.getReturnType() : void.class;
        return MethodType.methodType(result, executable.getParameterTypes()).toMethodDescriptorString();
    }

    /** @param classes what the function takes after the context; what is written may have captured things before that */
    static List<Type> parameters(Optional<Executable> written, List<Class<?>> classes) {
        Type[] generic = written.map(Executable::getGenericParameterTypes).orElse(new Type[0]);
        if (generic.length < classes.size()) {
            return List.copyOf(classes);
        }
        List<Type> last = Arrays.asList(generic).subList(generic.length - classes.size(), generic.length);
        List<Type> types = new ArrayList<>();
        for (int i = 0; i < classes.size(); i++) {
            types.add(moreExact(last.get(i), classes.get(i)));
        }
        return types;
    }

    static Type result(Optional<Executable> written, Class<?> declared) {
        return written.filter(Method.class::isInstance)
                .map(method -> moreExact(((Method) method).getGenericReturnType(), declared))
                .orElse(declared);
    }

    /** What the method says, if it says more of the same class. */
    private static Type moreExact(Type generic, Class<?> declared) {
        if (generic instanceof Class<?>) {
            return declared;
        }
        JavaType type = TypeText.javaType(generic);
        return type.getRawClass() == declared ? plainIfPossible(type) : declared;
    }

    /** With its type arguments, in the order of its parameters. */
    static List<Type> parameters(Constructor<?> constructor) {
        Type[] generic = constructor.getGenericParameterTypes();
        return generic.length == constructor.getParameterCount()
                ? List.of(generic)
                : List.of(constructor.getParameterTypes());
    }
}
