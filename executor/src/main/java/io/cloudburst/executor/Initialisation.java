package io.cloudburst.executor;

import io.cloudburst.sdk.InitContext;
import io.cloudburst.sdk.SharedState;
import io.cloudburst.sdk.code.ShippedFunction;
import io.cloudburst.sdk.deadline.Await;
import io.cloudburst.sdk.deadline.Monotonic;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.store.ForwardingState;
import io.cloudburst.sdk.store.Frontier;
import io.cloudburst.sdk.store.LargeObjects;
import io.cloudburst.sdk.store.LatticeStore;
import io.cloudburst.sdk.store.StateView;
import io.cloudburst.sdk.store.Writers;
import io.cloudburst.sdk.value.ValueCodec;
import java.time.Duration;
import java.util.Optional;

/** Makes the objects of classes that are functions, and lends their constructors shared state. Safe for use by many threads. */
final class Initialisation {
    /** For all that a constructor reads and writes, from when it begins. */
    private static final Duration STATE_TIMEOUT = Duration.ofMinutes(10);

    private static final Duration WRITE_TIMEOUT = Duration.ofMinutes(1);

    private final LatticeStore store;
    private final Writers writers;
    private final LargeObjects objects;

    Initialisation(LatticeStore store, Writers writers, LargeObjects objects) {
        this.store = store;
        this.writers = writers;
        this.objects = objects;
    }

    /** @throws Throwable whatever the user's constructor throws */
    Object of(RegisteredCode code, ValueCodec codec, ShippedFunction body) throws Throwable {
        long deadline = Monotonic.millis() + STATE_TIMEOUT.toMillis();
        Session session = new Session(store, Optional.empty(), Frontier.NONE, deadline);
        StateView state = new StateView(
                session,
                writers,
                codec,
                Optional.of(objects.view(() -> Duration.ofMillis(Math.max(1, deadline - Monotonic.millis())))));
        Object object = body.construct(new Context(code.name(), code.version(), state));
        Await.result(session.acknowledged(), WRITE_TIMEOUT, "what the constructor has written");
        return object;
    }

    private static final class Context extends ForwardingState implements InitContext {
        private final String functionName;
        private final long version;
        private final SharedState state;

        Context(String functionName, long version, SharedState state) {
            this.functionName = functionName;
            this.version = version;
            this.state = state;
        }

        @Override
        public String functionName() {
            return functionName;
        }

        @Override
        public long version() {
            return version;
        }

        @Override
        protected SharedState state() {
            return state;
        }
    }
}
