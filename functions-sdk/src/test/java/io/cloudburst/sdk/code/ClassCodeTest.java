package io.cloudburst.sdk.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.protocol.ClassBody;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.InitContext;
import io.cloudburst.sdk.value.ValueCodec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClassCodeTest {
    private final ValueCodec codec = new ValueCodec(getClass().getClassLoader());

    static final class Model implements AutoCloseable {
        private final String text;

        Model(InitContext context, long weight, List<Integer> layers) {
            this.text = context + " " + weight + " " + layers;
        }

        Model(String name) {
            this.text = name;
        }

        public String predict(int times, Map<String, Integer> more) {
            return text + " " + times + " " + more;
        }

        @Override
        public void close() {}

        @Override
        public String toString() {
            return text;
        }
    }

    static final class Counting {
        public int call(FunctionContext context) {
            return 1;
        }

        public int other() {
            return 2;
        }
    }

    static final class Unclear {
        Unclear(int x) {}

        Unclear(long x) {}

        public int one() {
            return 1;
        }
    }

    public static final class Two {
        public int one() {
            return 1;
        }

        public int two() {
            return 2;
        }
    }

    abstract static class Abstract {
        public abstract int call();
    }

    @Test
    void theConstructorThatTakesTheArgumentsIsTaken() throws Throwable {
        FunctionCode code = ClassCode.of(Model.class, List.of(3, new int[] {1, 2}), codec);
        ClassBody body = code.body().getClassBody();

        assertThat(body.getMethod()).isEqualTo("predict");
        assertThat(body.getArgumentTypesList()).containsExactly("long", "java.util.List<java.lang.Integer>");
        assertThat(code.parameterTypes().stream().map(TypeText::of))
                .containsExactly("int", "java.util.Map<java.lang.String,java.lang.Integer>");
        ShippedFunction shipped = ShippedFunction.load(code.body(), getClass().getClassLoader(), 2, codec);
        Object model = shipped.construct(null);
        assertThat(shipped.callOn(model, new Object[] {null, 4, Map.of("a", 1)}))
                .isEqualTo("null 3 [1, 2] 4 {a=1}");
    }

    @Test
    void callIsCalledWhateverElseThereIs() throws Throwable {
        FunctionCode code = ClassCode.of(Counting.class, List.of(), codec);
        ShippedFunction shipped = ShippedFunction.load(code.body(), getClass().getClassLoader(), 0, codec);

        assertThat(code.parameterTypes()).isEmpty();
        assertThat(shipped.callOn(shipped.construct(null), new Object[] {null})).isEqualTo(1);
    }

    @Test
    void theConstructorWhoseTypesTheArgumentsHaveWins() {
        assertThat(constructorOf(Unclear.class, 1)).isEqualTo("(I)V");
        assertThat(constructorOf(Unclear.class, 1L)).isEqualTo("(J)V");
        refused(Unclear.class, List.of(1.0), "more than one of its constructors takes [java.lang.Double]");
    }

    private String constructorOf(Class<?> type, Object argument) {
        return ClassCode.of(type, List.of(argument), codec)
                .body()
                .getClassBody()
                .getConstructorType();
    }

    @Test
    void whatCannotBeAFunctionSaysWhy() {
        refused(Model.class, List.of(), "none of its constructors takes []");
        refused(Model.class, List.of("a", "b"), "none of its constructors takes");
        refused(Two.class, List.of(), "which of its methods is to be called is not clear");
        refused(Abstract.class, List.of(), "abstract");
        assertThatThrownBy(() -> ClassCode.of(Model.class, List.of("x".repeat(2_000_000)), codec))
                .isInstanceOfSatisfying(
                        CloudburstException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE));
    }

    private void refused(Class<?> type, List<?> arguments, String why) {
        assertThatThrownBy(() -> ClassCode.of(type, arguments, codec))
                .isInstanceOfSatisfying(
                        CloudburstException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining(type.getName() + " cannot be a function: ")
                .hasMessageContaining(why);
    }
}
