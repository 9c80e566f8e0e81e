package io.cloudburst.testkit;

import io.cloudburst.client.Cloudburst;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives the tests of a class a Cloudburst, and a client of it: as {@link #client()}, or as a parameter of type {@link Cloudburst}.
 *
 * <pre>{@code
 * class SquareTest {
 *     @RegisterExtension
 *     static final CloudburstExtension cloudburst = CloudburstExtension.inMemory();
 *
 *     @Test
 *     void squares(Cloudburst client) {
 *         var square = client.register("square", (FunctionContext context, Integer x) -> x * x);
 *         assertEquals(4, square.call(2).get());
 *     }
 * }
 * }</pre>
 *
 * <p>In a static field it lasts for the class, nested classes included; in another field, for one test. In memory each begins
 * with nothing registered and nothing stored. A {@link #stack()}, and what is {@link #connect connected} to, keeps what it has: tests
 * on it use names of their own.
 *
 * <p>Safe for use by many threads; classes that share one share its Cloudburst while they overlap.
 */
public final class CloudburstExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

    private final Function<Duration, TestCloudburst> open;
    private final boolean inMemory;
    private final Duration callTimeout;
    /** Null while no test runs. Guarded by this, as what follows is. */
    private TestCloudburst cloudburst;

    /** The classes, nested in each other or side by side, and single tests that it was opened for. */
    private int users;

    private CloudburstExtension(Function<Duration, TestCloudburst> open, boolean inMemory, Duration callTimeout) {
        this.open = open;
        this.inMemory = inMemory;
        this.callTimeout = callTimeout;
    }

    /**
     * Everything in this JVM and in memory, without a broker: ready in some milliseconds. Arguments and results take the same form,
     * functions the same way through their code's jar, and calls the same steps as on a stack.
     */
    public static CloudburstExtension inMemory() {
        return new CloudburstExtension(timeout -> TestCloudburst.inMemory(true, timeout), true, CALL_TIMEOUT);
    }

    /**
     * A broker, a store node and the Flink job, started once for this JVM, on a temporary directory.
     *
     * @throws IllegalStateException once a test begins, if {@code io.cloudburst:local-stack} is not on the class path
     */
    public static CloudburstExtension stack() {
        return new CloudburstExtension(timeout -> TestCloudburst.at(stackServers(), timeout), false, CALL_TIMEOUT);
    }

    /** What runs at {@code bootstrapServers} (host:port, comma-separated), such as {@code ./cloudburst up}. */
    public static CloudburstExtension connect(String bootstrapServers) {
        return new CloudburstExtension(timeout -> TestCloudburst.at(bootstrapServers, timeout), false, CALL_TIMEOUT);
    }

    private static String stackServers() {
        try {
            // Before anything is made for it.
            Class.forName("io.cloudburst.stack.LocalStack");
            return SharedStack.bootstrapServers();
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "CloudburstExtension.stack() needs what a stack is made of; add the dependency io.cloudburst:local-stack with scope test,"
                            + " of the same version as io.cloudburst:testkit. What was not found: " + e.getMessage(),
                    e);
        }
    }

    /** The same, whose calls end with a TIMEOUT after {@code timeout} unless they say otherwise; 30 seconds if this is not said. */
    public CloudburstExtension withCallTimeout(Duration timeout) {
        return new CloudburstExtension(open, inMemory, timeout);
    }

    /**
     * The same, where no call waits for the end of its delay, nor a function that threw for the end of its backoff: both go on at once.
     * Everything else takes its time, deadlines included.
     *
     * @throws IllegalStateException if it is not in memory
     */
    public CloudburstExtension withoutWaiting() {
        if (!inMemory) {
            throw new IllegalStateException(
                    "only in memory can waiting be left out; use CloudburstExtension.inMemory().withoutWaiting()");
        }
        return new CloudburstExtension(timeout -> TestCloudburst.inMemory(false, timeout), true, callTimeout);
    }

    /**
     * The client of the tests that run. Not to be closed by them.
     *
     * @throws IllegalStateException if none runs
     */
    public Cloudburst client() {
        return current().client();
    }

    /** Another client of the same Cloudburst; closed with it, if not before. */
    public Cloudburst anotherClient() {
        return current().another();
    }

    private synchronized TestCloudburst current() {
        if (cloudburst == null) {
            throw new IllegalStateException(
                    "no test runs that this CloudburstExtension is for; is it in a field with @RegisterExtension?");
        }
        return cloudburst;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        enter();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        leave();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        enter();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        leave();
    }

    private synchronized void enter() {
        if (cloudburst == null) {
            cloudburst = open.apply(callTimeout);
        }
        users++;
    }

    private synchronized void leave() {
        // After a beginning that failed there is nothing to leave.
        if (users > 0 && --users == 0) {
            try {
                cloudburst.close();
            } finally {
                cloudburst = null;
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Cloudburst.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return client();
    }
}
