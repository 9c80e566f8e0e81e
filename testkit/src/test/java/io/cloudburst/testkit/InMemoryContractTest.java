package io.cloudburst.testkit;

import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contracts in memory. */
class InMemoryContractTest {
    @RegisterExtension
    static final CloudburstExtension CLOUDBURST =
            CloudburstExtension.inMemory().withCallTimeout(Duration.ofSeconds(20));

    @Nested
    class Functions extends FunctionsContract {
        Functions() {
            super(CLOUDBURST);
        }
    }

    @Nested
    class Dags extends DagsContract {
        Dags() {
            super(CLOUDBURST);
        }
    }

    @Nested
    class DagForms extends DagFormsContract {
        DagForms() {
            super(CLOUDBURST);
        }
    }

    @Nested
    class CallOptions extends CallOptionsContract {
        CallOptions() {
            super(CLOUDBURST);
        }
    }

    @Nested
    class SharedState extends SharedStateContract {
        SharedState() {
            super(CLOUDBURST);
        }
    }

    @Nested
    class Errors extends ErrorsContract {
        Errors() {
            super(CLOUDBURST);
        }
    }

    @Nested
    class Messages extends MessagesContract {
        Messages() {
            super(CLOUDBURST);
        }
    }

    @Nested
    class WaitingReferences extends WaitingReferencesContract {
        WaitingReferences() {
            super(CLOUDBURST);
        }
    }
}
