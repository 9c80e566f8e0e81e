package io.cloudburst.sdk.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.sdk.AnyFunction;
import io.cloudburst.sdk.BatchFunction;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Function1;
import io.cloudburst.sdk.Function2;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.TypeRef;
import io.cloudburst.sdk.Typed;
import io.cloudburst.sdk.value.ValueCodec;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FunctionCodeTest {
    record Named(String prefix) implements Function1<List<String>, String> {
        @Override
        public String call(FunctionContext context, List<String> names) {
            return prefix + names;
        }
    }

    static Long sum(FunctionContext context, Integer a, Long b) {
        return a + b;
    }

    @Test
    void aLambdaKnowsItsTypes() {
        Function1<Integer, int[]> lambda = (context, x) -> new int[x];

        FunctionCode code = FunctionCode.of(lambda);

        assertThat(code.parameterTypes()).containsExactly(Integer.class);
        assertThat(code.resultType()).isEqualTo(int[].class);
        assertThat(code.home()).isEqualTo(FunctionCodeTest.class);
    }

    @Test
    void aBatchedFunctionHasTheTypesOfOneCall() {
        BatchFunction.Of2<Integer, int[], String> lambda = (context, numbers, arrays) -> new String[numbers.length];

        FunctionCode code = FunctionCode.of(lambda);

        assertThat(code.parameterTypes()).containsExactly(Integer.class, int[].class);
        assertThat(code.resultType()).isEqualTo(String.class);
    }

    @Test
    void aMethodAndAClassDoSoToo() {
        Function2<Integer, Long, Long> method = FunctionCodeTest::sum;

        assertThat(FunctionCode.of(method).parameterTypes()).containsExactly(Integer.class, Long.class);
        FunctionCode object = FunctionCode.of(new Named("a"));
        assertThat(texts(object)).containsExactly("java.util.List<java.lang.String>");
        assertThat(object.resultType()).isEqualTo(String.class);
        assertThat(object.home()).isEqualTo(Named.class);
    }

    static Map<String, List<BigDecimal>> byName(FunctionContext context, List<Named> names, int[] counts) {
        return Map.of();
    }

    abstract static class Both<T> implements Function1<Optional<T>, List<T>> {}

    static final class OfNames extends Both<Named> {
        private static final long serialVersionUID = 1;

        @Override
        public List<Named> call(FunctionContext context, Optional<Named> name) {
            return name.stream().toList();
        }
    }

    @Test
    void methodsAndClassesKnowTheirTypeArguments() {
        Function2<List<Named>, int[], Map<String, List<BigDecimal>>> method = FunctionCodeTest::byName;

        FunctionCode code = FunctionCode.of(method);

        String named = Named.class.getName();
        assertThat(texts(code)).containsExactly("java.util.List<" + named + ">", "[I");
        assertThat(TypeText.of(code.resultType()))
                .isEqualTo("java.util.Map<java.lang.String,java.util.List<java.math.BigDecimal>>");
        assertThat(texts(FunctionCode.of(new OfNames()))).containsExactly("java.util.Optional<" + named + ">");
    }

    @Test
    void aLambdaIsToldItsTypeArguments() throws Throwable {
        Function1<List<String>, Integer> typed =
                Typed.of(new TypeRef<List<String>>() {}, new TypeRef<Integer>() {}, (context, names) -> names.size());

        FunctionCode code = FunctionCode.of(typed);

        assertThat(texts(code)).containsExactly("java.util.List<java.lang.String>");
        assertThat(code.resultType()).isEqualTo(Integer.class);
        assertThat(shipped(typed, List.of("a", "b"))).isEqualTo(2);
        assertThat(typed.call(null, List.of("a"))).isEqualTo(1);
    }

    @Test
    void typesAreReadAsTheyWereWritten() {
        for (Type type : List.of(
                int.class,
                String[][].class,
                Named.class,
                new TypeRef<Map<String, List<Named>>>() {}.type(),
                new TypeRef<Optional<Integer>>() {}.type())) {
            String text = TypeText.of(type);

            assertThat(TypeText.of(TypeText.parse(text, getClass().getClassLoader())))
                    .isEqualTo(text);
        }
        assertThat(TypeText.display("java.util.Map<java.lang.String,a.b.C$D>")).isEqualTo("Map<String, C$D>");
        assertThatThrownBy(() ->
                        TypeText.parse("java.util.List<a.Missing>", getClass().getClassLoader()))
                .isInstanceOf(TypeNotPresentException.class)
                .hasMessageContaining("a.Missing");
    }

    private static List<String> texts(FunctionCode code) {
        return code.parameterTypes().stream().map(TypeText::of).toList();
    }

    @Test
    void whatIsCapturedGoesAlong() throws Throwable {
        String captured = "captured ";
        Function1<String, String> lambda = (context, x) -> captured + x;

        assertThat(shipped(lambda, "too")).isEqualTo("captured too");
    }

    @Test
    void allKindsOfFunctionsArrive() throws Throwable {
        Function2<Integer, Long, Long> method = FunctionCodeTest::sum;
        Named named = new Named("a");
        Function1<List<String>, String> bound = named::call;

        assertThat(shipped(method, 1, 2L)).isEqualTo(3L);
        assertThat(shipped(named, List.of("b"))).isEqualTo("a[b]");
        assertThat(shipped(bound, List.of("b"))).isEqualTo("a[b]");
    }

    private static Object shipped(AnyFunction function, Object... arguments) throws Throwable {
        Object[] all = new Object[arguments.length + 1];
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return ShippedFunction.load(
                        FunctionCode.of(function).body(),
                        FunctionCodeTest.class.getClassLoader(),
                        arguments.length,
                        new ValueCodec(FunctionCodeTest.class.getClassLoader()))
                .call(all);
    }

    @Test
    void whatCannotGoAlongIsNamed() {
        Thread captured = Thread.currentThread();
        Function1<String, String> lambda = (context, x) -> captured.getName() + x;

        assertThatThrownBy(() -> FunctionCode.of(lambda))
                .isInstanceOfSatisfying(
                        CloudburstException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining("java.lang.Thread");
    }

    @Test
    void aDirectoryIsTheSameJarEachTime() {
        assertThat(Jar.of(FunctionCodeTest.class).sha256())
                .isEqualTo(Jar.of(Named.class).sha256());
    }

    @Test
    void aClassOfTheJdkHasNoJarToShip() {
        assertThatThrownBy(() -> Jar.of(String.class)).hasMessageContaining("java.lang.String");
    }
}
