package io.cloudburst.sdk.code;

import com.google.protobuf.ByteString;
import io.cloudburst.protocol.ClassBody;
import io.cloudburst.protocol.FunctionBody;
import io.cloudburst.protocol.Lambda;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.InitContext;
import io.cloudburst.sdk.value.ValueCodec;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Set;

/**
 * A function put together again where it runs.
 *
 * <p>A lambda becomes a handle on just the method that its body was compiled to. Java's own way would reflect on all of the class
 * that it was written in, and so want every class that any of that class's methods mentions, such as those of the client's
 * libraries, which are not shipped.
 *
 * <p>Safe for use by many threads, as far as the user's code is.
 */
public final class ShippedFunction {
    /** Takes the context and the arguments, in one array; before that the object, if there is one to be made. */
    private final MethodHandle call;

    /** Takes an {@link InitContext} and gives the object that is called; null if there is none to be made. */
    private final MethodHandle constructor;

    private ShippedFunction(MethodHandle call, MethodHandle constructor) {
        this.call = call;
        this.constructor = constructor;
    }

    /**
     * @param loader of the function's bundle
     * @param arity how many arguments the function takes, without the context
     * @param codec reads what the constructor of a class takes
     * @throws io.cloudburst.sdk.CloudburstException what the constructor takes cannot be read
     * @throws ReflectiveOperationException a class or method that {@code loader} does not have
     * @throws IOException the body is not one, or does not fit the classes
     * @throws LinkageError a class that one of those needs
     */
    public static ShippedFunction load(FunctionBody body, ClassLoader loader, int arity, ValueCodec codec)
            throws IOException, ReflectiveOperationException {
        if (body.hasClassBody()) {
            return member(body.getClassBody(), loader, arity, codec);
        }
        MethodHandle handle =
                switch (body.getKindCase()) {
                    case LAMBDA -> lambda(body.getLambda(), loader);
                    case OBJECT -> object(read(body.getObject(), loader));
                    case CLASS_BODY, KIND_NOT_SET -> throw new InvalidClassException("a function without a body");
                };
        MethodType generic = MethodType.genericMethodType(arity + 1);
        return new ShippedFunction(handle.asType(generic).asSpreader(Object[].class, arity + 1), null);
    }

    private static ShippedFunction member(ClassBody body, ClassLoader loader, int arity, ValueCodec codec)
            throws ReflectiveOperationException {
        Class<?> home = Class.forName(body.getClassName(), false, loader);
        Lookup lookup = MethodHandles.privateLookupIn(home, MethodHandles.lookup());
        MethodType type = MethodType.fromMethodDescriptorString(body.getMethodType(), loader);
        boolean takesContext = type.parameterCount() > 0 && type.parameterType(0) == FunctionContext.class;
        int before = body.getIsStatic() ? 0 : 1;
        MethodHandle method = body.getIsStatic()
                ? lookup.findStatic(home, body.getMethod(), type)
                : lookup.findVirtual(home, body.getMethod(), type);
        if (!takesContext) {
            method = MethodHandles.dropArguments(method, before, FunctionContext.class);
        }
        MethodHandle call =
                method.asType(MethodType.genericMethodType(before + arity + 1)).asSpreader(Object[].class, arity + 1);
        return new ShippedFunction(call, body.getIsStatic() ? null : constructor(body, home, lookup, loader, codec));
    }

    private static MethodHandle constructor(
            ClassBody body, Class<?> home, Lookup lookup, ClassLoader loader, ValueCodec codec)
            throws ReflectiveOperationException {
        MethodType type = MethodType.fromMethodDescriptorString(body.getConstructorType(), loader);
        MethodHandle constructor = lookup.findConstructor(home, type);
        Object[] arguments = new Object[body.getArgumentsCount()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = codec.decode(body.getArguments(i), TypeText.parse(body.getArgumentTypes(i), loader));
        }
        boolean takesContext = type.parameterCount() > arguments.length;
        MethodHandle bound = MethodHandles.insertArguments(constructor, takesContext ? 1 : 0, arguments);
        MethodHandle withContext = takesContext ? bound : MethodHandles.dropArguments(bound, 0, InitContext.class);
        return withContext.asType(MethodType.methodType(Object.class, InitContext.class));
    }

    /** Whether an object is to be made before it can be called. */
    public boolean hasObject() {
        return constructor != null;
    }

    /**
     * Makes the object that is called.
     *
     * @throws Throwable whatever the user's constructor throws
     */
    public Object construct(InitContext context) throws Throwable {
        return (Object) constructor.invokeExact(context);
    }

    /** Whatever the user's code throws. */
    public Object call(Object[] contextAndArguments) throws Throwable {
        return (Object) call.invokeExact(contextAndArguments);
    }

    /** As {@link #call}, on what {@link #construct} has made. */
    public Object callOn(Object object, Object[] contextAndArguments) throws Throwable {
        return (Object) call.invokeExact(object, contextAndArguments);
    }

    private static MethodHandle object(Object function) throws ReflectiveOperationException {
        Method call = FunctionCode.callMethod(function.getClass());
        Lookup lookup = MethodHandles.privateLookupIn(function.getClass(), MethodHandles.lookup());
        return lookup.unreflect(call).bindTo(function);
    }

    private static MethodHandle lambda(Lambda lambda, ClassLoader loader)
            throws IOException, ReflectiveOperationException {
        Class<?> home = Class.forName(lambda.getClassName().replace('/', '.'), false, loader);
        Lookup lookup = MethodHandles.privateLookupIn(home, MethodHandles.lookup());
        MethodType type = MethodType.fromMethodDescriptorString(lambda.getMethodType(), loader);
        String method = lambda.getMethod();
        MethodHandle handle =
                switch (lambda.getReferenceKind()) {
                    case MethodHandleInfo.REF_invokeStatic -> lookup.findStatic(home, method, type);
                    case MethodHandleInfo.REF_invokeSpecial -> lookup.findSpecial(home, method, type, home);
                    case MethodHandleInfo.REF_newInvokeSpecial -> lookup.findConstructor(home, type);
                    default -> lookup.findVirtual(home, method, type);
                };
        if (lambda.getCaptured().isEmpty()) {
            return handle;
        }
        Object[] captured = (Object[]) read(lambda.getCaptured(), loader);
        return MethodHandles.insertArguments(handle, 0, captured);
    }

    private static Object read(ByteString bytes, ClassLoader loader) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new LoaderInput(bytes, loader)) {
            return in.readObject();
        }
    }

    /** Finds classes in the bundle. */
    private static final class LoaderInput extends ObjectInputStream {
        private static final Set<String> PRIMITIVES =
                Set.of("boolean", "byte", "char", "short", "int", "long", "float", "double", "void");

        private final ClassLoader loader;

        LoaderInput(ByteString bytes, ClassLoader loader) throws IOException {
            super(bytes.newInput());
            this.loader = loader;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass described) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(described.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                if (PRIMITIVES.contains(described.getName())) {
                    return super.resolveClass(described);
                }
                throw e;
            }
        }
    }
}
