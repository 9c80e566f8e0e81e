package io.cloudburst.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Function0;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.FunctionOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each costs its own call, which ends with an error that names the function, and no other. */
class BadFunctionsTest {
    private static final int THREADS = 4;

    private static final AtomicBoolean INTERRUPTED = new AtomicBoolean();

    private final TestExecutor executor = new TestExecutor(new PoolSettings(THREADS, 100, THREADS));

    @AfterEach
    void close() {
        executor.close();
    }

    private String failure(Function0<Object> bad) {
        executor.register("bad", bad, FunctionOptions.NONE);
        executor.register("good", (Function0<String>) BadFunctionsTest::good, FunctionOptions.NONE);
        TestExecutor.TestCall call = executor.call("bad");
        assertThat(call.failure().code()).isEqualTo(ErrorCode.EXECUTION_ERROR);
        assertThat(call.failure().message()).contains("function 'bad'").hasSizeLessThan(2_100);
        assertThat(call.failure().stackTrace()).hasSizeLessThan(16_500);
        // On each of the threads.
        List<TestExecutor.TestCall> others = new ArrayList<>();
        for (int i = 0; i < 4 * THREADS; i++) {
            others.add(executor.call("good"));
        }
        assertThat(others).allSatisfy(other -> assertThat(other.result()).isEqualTo("good"));
        return call.failure().message();
    }

    private static String good(FunctionContext context) {
        return "good";
    }

    @Test
    void recursionWithoutEnd() {
        assertThat(failure(BadFunctionsTest::recurse)).contains("StackOverflowError");
    }

    private static Object recurse(FunctionContext context) {
        return List.of(recurse(context));
    }

    @Test
    void moreMemoryThanThereIs() {
        assertThat(failure(BadFunctionsTest::allocate)).contains("OutOfMemoryError");
    }

    private static Object allocate(FunctionContext context) {
        List<long[]> all = new ArrayList<>();
        while (true) {
            all.add(new long[Integer.MAX_VALUE - 8]);
        }
    }

    @Test
    void anErrorThatThreadsEndWith() {
        assertThat(failure(BadFunctionsTest::die)).contains("OwnDeath");
    }

    @SuppressWarnings({"deprecation", "removal"})
    private static final class OwnDeath extends ThreadDeath {
        private static final long serialVersionUID = 1;
    }

    private static Object die(FunctionContext context) {
        throw new OwnDeath();
    }

    @Test
    void anExceptionThatCannotSayWhatItIs() {
        assertThat(failure(BadFunctionsTest::throwSpeechless)).contains("Speechless");
    }

    private static final class Speechless extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new AssertionError("not even that");
        }

        @Override
        public String toString() {
            throw new AssertionError("not even that");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new AssertionError("not even that");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new AssertionError("not even that");
        }
    }

    private static Object throwSpeechless(FunctionContext context) {
        throw new Speechless();
    }

    @Test
    void anExceptionThatIsItsOwnCause() {
        assertThat(failure(BadFunctionsTest::throwCircle)).contains("NoClassDefFoundError");
    }

    private static final class Circle extends NoClassDefFoundError {
        private static final long serialVersionUID = 1;

        Circle() {
            super("a message with spaces");
        }

        @Override
        public synchronized Throwable getCause() {
            return this;
        }

        @Override
        public String toString() {
            return "NoClassDefFoundError in a circle";
        }
    }

    private static Object throwCircle(FunctionContext context) {
        throw new Circle();
    }

    @Test
    void anExceptionWithALongMessage() {
        assertThat(failure(BadFunctionsTest::throwLong)).contains("xxxx").endsWith("…");
    }

    private static Object throwLong(FunctionContext context) {
        throw new IllegalStateException("x".repeat(50_000_000));
    }

    @Test
    void aResultWhoseAccessorsThrow() {
        assertThat(failure(BadFunctionsTest::returnBroken)).contains("result of function 'bad'");
    }

    /** A result that nobody can read. */
    public static final class Broken {
        public String getName() {
            throw new AssertionError("no name");
        }
    }

    private static Object returnBroken(FunctionContext context) {
        return new Broken();
    }

    @Test
    void aResultThatContainsItself() {
        assertThat(failure(BadFunctionsTest::returnCircle)).contains("result of function 'bad'");
    }

    private static Object returnCircle(FunctionContext context) {
        Map<String, Object> circle = new HashMap<>();
        circle.put("itself", circle);
        return circle;
    }

    @Test
    void whatAFunctionDoesToItsThreadDoesNotHitTheNext() {
        executor.register("interrupts", (Function0<String>) BadFunctionsTest::interruptItself, FunctionOptions.NONE);
        executor.register("asks", (Function0<String>) BadFunctionsTest::ask, FunctionOptions.NONE);
        for (int i = 0; i < 4 * THREADS; i++) {
            assertThat(executor.call("interrupts").result()).isEqualTo("done");
            assertThat(executor.call("asks").result()).isEqualTo("asked");
        }
        assertThat(INTERRUPTED).isFalse();
    }

    private static String interruptItself(FunctionContext context) {
        Thread.currentThread().setContextClassLoader(null);
        Thread.currentThread().interrupt();
        return "done";
    }

    private static String ask(FunctionContext context) {
        if (Thread.currentThread().isInterrupted() || Thread.currentThread().getContextClassLoader() == null) {
            INTERRUPTED.set(true);
        }
        return "asked";
    }
}
