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
import java.util.List;
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
        assertThat(object.parameterTypes()).containsExactly(List.class);
        assertThat(object.resultType()).isEqualTo(String.class);
        assertThat(object.home()).isEqualTo(Named.class);
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
                        FunctionCode.of(function).body(), FunctionCodeTest.class.getClassLoader(), arguments.length)
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
