package io.cloudburst.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForbiddenCallsTest {
    /** What a user may have written. If one of them did what it says, this test's JVM would be gone. */
    public static final class Sample {
        public static long fine() {
            return System.currentTimeMillis() - System.nanoTime();
        }

        public static void exit() {
            System.exit(3);
        }

        public static void runtimeExit() {
            Runtime.getRuntime().exit(3);
        }

        public static int halt() {
            int kept = 5;
            if (kept > 4) {
                Runtime.getRuntime().halt(3);
            }
            return kept;
        }

        public static void byReference() {
            IntConsumer exit = System::exit;
            exit.accept(3);
        }

        public static void byBoundReference() {
            IntConsumer halt = Runtime.getRuntime()::halt;
            halt.accept(3);
        }

        public static void inLambda() {
            Consumer<Integer> exit = code -> System.exit(code);
            exit.accept(3);
        }

        public static void locale() {
            Locale.setDefault(Locale.Category.FORMAT, Locale.FRANCE);
        }

        public static void properties() {
            System.setProperties(null);
        }

        public static void out() {
            System.setOut(null);
        }
    }

    /** Interfaces have code too. */
    public interface SampleInterface {
        static void exit() {
            System.exit(3);
        }
    }

    private static final class Loader extends ClassLoader {
        Class<?> define(byte[] code) {
            return defineClass(null, code, 0, code.length);
        }
    }

    private static byte[] codeOf(Class<?> type) throws IOException {
        try (InputStream in = ForbiddenCallsTest.class.getResourceAsStream(
                type.getName().substring(type.getPackageName().length() + 1) + ".class")) {
            return in.readAllBytes();
        }
    }

    private static void call(Class<?> type, String method) throws Throwable {
        Method called = new Loader().define(ForbiddenCalls.in(codeOf(type))).getMethod(method);
        try {
            called.invoke(null);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "exit, System.exit would end the process",
        "runtimeExit, Runtime.exit would end the process",
        "halt, Runtime.halt would end the process",
        "byReference, System.exit would end the process",
        "byBoundReference, Runtime.halt would end the process",
        "inLambda, System.exit would end the process",
        "locale, Locale.setDefault would change the process",
        "properties, System.setProperties would change the process",
        "out, System.setOut would change the process",
    })
    void whatWouldEndOrChangeTheProcessThrows(String method, String message) {
        assertThatThrownBy(() -> call(Sample.class, method))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void codeOfInterfacesThrowsToo() {
        assertThatThrownBy(() -> call(SampleInterface.class, "exit"))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageStartingWith("System.exit would end the process");
    }

    @Test
    void everythingElseStaysAsItIs() throws Throwable {
        call(Sample.class, "fine");

        byte[] code = codeOf(ForbiddenCallsTest.class);
        assertThat(ForbiddenCalls.in(code)).isSameAs(code);
    }
}
