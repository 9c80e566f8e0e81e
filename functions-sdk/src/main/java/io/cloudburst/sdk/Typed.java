package io.cloudburst.sdk;

import java.lang.reflect.Type;
import java.util.List;
import java.util.stream.Stream;

/**
 * Functions with the full types of their arguments and result. A lambda knows only the classes of what it takes, so that a
 * {@code List<Order>} would reach it as a list of maps. Methods and classes know their types, and need none of this.
 *
 * <pre>{@code
 * cloudburst.register("total", Typed.of(
 *         new TypeRef<List<Order>>() {}, new TypeRef<BigDecimal>() {},
 *         (context, orders) -> orders.stream().map(Order::price).reduce(ZERO, BigDecimal::add)));
 * }</pre>
 */
public final class Typed {
    private Typed() {}

    /** A function that carries its types. */
    public interface Function {
        /** The function without them. */
        AnyFunction untyped();

        /** Of the arguments, in order, and last of the result. */
        List<Type> types();
    }

    /** A function without arguments, and the type of its result. */
    public static <R> Function0<R> of(TypeRef<R> result, Function0<R> function) {
        return new Of0<>(function, types(result));
    }

    /** A function of one argument; the type of that, then of the result. */
    public static <A, R> Function1<A, R> of(TypeRef<A> a, TypeRef<R> result, Function1<A, R> function) {
        return new Of1<>(function, types(a, result));
    }

    /** A function of two arguments; the types of those, then of the result. */
    public static <A, B, R> Function2<A, B, R> of(
            TypeRef<A> a, TypeRef<B> b, TypeRef<R> result, Function2<A, B, R> function) {
        return new Of2<>(function, types(a, b, result));
    }

    /** A function of three arguments; the types of those, then of the result. */
    public static <A, B, C, R> Function3<A, B, C, R> of(
            TypeRef<A> a, TypeRef<B> b, TypeRef<C> c, TypeRef<R> result, Function3<A, B, C, R> function) {
        return new Of3<>(function, types(a, b, c, result));
    }

    /** A function of four arguments; the types of those, then of the result. */
    public static <A, B, C, D, R> Function4<A, B, C, D, R> of(
            TypeRef<A> a,
            TypeRef<B> b,
            TypeRef<C> c,
            TypeRef<D> d,
            TypeRef<R> result,
            Function4<A, B, C, D, R> function) {
        return new Of4<>(function, types(a, b, c, d, result));
    }

    private static List<Type> types(TypeRef<?>... types) {
        return Stream.of(types).map(TypeRef::type).toList();
    }

    /** What is shipped is the function, and the types as text; never these. */
    private abstract static class Base implements Function {
        private final transient AnyFunction untyped;
        private final transient List<Type> types;

        Base(AnyFunction untyped, List<Type> types) {
            this.untyped = untyped;
            this.types = types;
        }

        @Override
        public AnyFunction untyped() {
            return untyped;
        }

        @Override
        public List<Type> types() {
            return types;
        }
    }

    private static final class Of0<R> extends Base implements Function0<R> {
        private static final long serialVersionUID = 1;

        private final transient Function0<R> function;

        Of0(Function0<R> function, List<Type> types) {
            super(function, types);
            this.function = function;
        }

        @Override
        public R call(FunctionContext context) throws Exception {
            return function.call(context);
        }
    }

    private static final class Of1<A, R> extends Base implements Function1<A, R> {
        private static final long serialVersionUID = 1;

        private final transient Function1<A, R> function;

        Of1(Function1<A, R> function, List<Type> types) {
            super(function, types);
            this.function = function;
        }

        @Override
        public R call(FunctionContext context, A a) throws Exception {
            return function.call(context, a);
        }
    }

    private static final class Of2<A, B, R> extends Base implements Function2<A, B, R> {
        private static final long serialVersionUID = 1;

        private final transient Function2<A, B, R> function;

        Of2(Function2<A, B, R> function, List<Type> types) {
            super(function, types);
            this.function = function;
        }

        @Override
        public R call(FunctionContext context, A a, B b) throws Exception {
            return function.call(context, a, b);
        }
    }

    private static final class Of3<A, B, C, R> extends Base implements Function3<A, B, C, R> {
        private static final long serialVersionUID = 1;

        private final transient Function3<A, B, C, R> function;

        Of3(Function3<A, B, C, R> function, List<Type> types) {
            super(function, types);
            this.function = function;
        }

        @Override
        public R call(FunctionContext context, A a, B b, C c) throws Exception {
            return function.call(context, a, b, c);
        }
    }

    private static final class Of4<A, B, C, D, R> extends Base implements Function4<A, B, C, D, R> {
        private static final long serialVersionUID = 1;

        private final transient Function4<A, B, C, D, R> function;

        Of4(Function4<A, B, C, D, R> function, List<Type> types) {
            super(function, types);
            this.function = function;
        }

        @Override
        public R call(FunctionContext context, A a, B b, C c, D d) throws Exception {
            return function.call(context, a, b, c, d);
        }
    }
}
