package io.cloudburst.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.FunctionContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long a Cloudburst lasts, and who gets which. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CloudburstExtensionTest {
    @RegisterExtension
    static final CloudburstExtension OF_THE_CLASS = CloudburstExtension.inMemory();

    @RegisterExtension
    final CloudburstExtension ofTheTest = CloudburstExtension.inMemory();

    @BeforeAll
    static void isThereBeforeAnyTest() {
        OF_THE_CLASS.client().put("written before all", true);
    }

    @Test
    @Order(1)
    void oneTestWrites() {
        OF_THE_CLASS.client().put("of the class", 1);
        ofTheTest.client().put("of the test", 1);

        assertThat(OF_THE_CLASS.client().get("of the test", Integer.class)).isEmpty();
        assertThat(ofTheTest.client().get("of the test", Integer.class)).contains(1);
    }

    @Test
    @Order(2)
    void theNextTestSeesWhatIsOfTheClass() {
        assertThat(OF_THE_CLASS.client().get("of the class", Integer.class)).contains(1);
        assertThat(OF_THE_CLASS.client().get("written before all", Boolean.class))
                .contains(true);
        assertThat(ofTheTest.client().get("of the test", Integer.class)).isEmpty();
    }

    @Nested
    class InANestedClass {
        @Test
        void itIsTheSame() {
            assertThat(OF_THE_CLASS.client().get("written before all", Boolean.class))
                    .contains(true);
        }
    }

    @Test
    void clientsOfOneShareIt() {
        var square = ofTheTest.client().register("square", (FunctionContext context, Integer x) -> x * x);
        try (Cloudburst another = ofTheTest.anotherClient()) {
            assertThat(another.function("square", Integer.class).call(3).get()).isEqualTo(9);
        }
        assertThat(square.call(4).get()).isEqualTo(16);
    }

    @Test
    void withoutATestThereIsNone() {
        assertThatThrownBy(CloudburstExtension.inMemory()::client)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("@RegisterExtension");
    }
}
