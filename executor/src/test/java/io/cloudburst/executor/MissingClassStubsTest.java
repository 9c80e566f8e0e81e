package io.cloudburst.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class MissingClassStubsTest {
    /** As if nobody had shipped {@link ArrayDeque}. */
    private static final String MISSING = "java/util/ArrayDeque";

    /** What a user may have written around a function. */
    public static final class Sample {
        public static int good(int x, long y) {
            return x + (int) y;
        }

        public static Object makes(int x, double y) {
            return new ArrayDeque<>();
        }

        public Object calls(Deque<?> deque) {
            return ((ArrayDeque<?>) deque).clone();
        }

        public static Supplier<Object> refers() {
            return ArrayDeque::new;
        }

        /** A mention in a signature alone hurts nobody. */
        public static int takes(ArrayDeque<?> deque) {
            return 5;
        }
    }

    private static final class Loader extends ClassLoader {
        Class<?> define(byte[] code) {
            return defineClass(null, code, 0, code.length);
        }
    }

    private static byte[] sample() throws IOException {
        try (InputStream in = MissingClassStubsTest.class.getResourceAsStream("MissingClassStubsTest$Sample.class")) {
            return in.readAllBytes();
        }
    }

    @Test
    void aClassThatLacksNothingStaysAsItIs() throws IOException {
        byte[] code = sample();

        assertThat(MissingClassStubs.in(code, name -> true)).isSameAs(code);
    }

    @Test
    void methodsThatNeedNothingMissingWorkAndTheOthersNameIt() throws Exception {
        Class<?> sample = new Loader().define(MissingClassStubs.in(sample(), name -> !name.equals(MISSING)));

        assertThat(sample.getMethod("good", int.class, long.class).invoke(null, 1, 2L))
                .isEqualTo(3);
        assertThat(sample.getMethod("takes", ArrayDeque.class).invoke(null, (Object) null))
                .isEqualTo(5);
        assertMissing(() -> sample.getMethod("makes", int.class, double.class).invoke(null, 1, 2.0));
        Object instance = sample.getConstructor().newInstance();
        assertMissing(() -> sample.getMethod("calls", Deque.class).invoke(instance, new ArrayDeque<>()));
        assertMissing(() -> sample.getMethod("refers").invoke(null));
    }

    private static void assertMissing(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(InvocationTargetException.class)
                .cause()
                .isInstanceOf(NoClassDefFoundError.class)
                .hasMessage(MISSING);
    }
}
