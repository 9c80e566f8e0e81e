package io.cloudburst.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.code.BundleStore;
import io.cloudburst.sdk.code.CodeBundle;
import io.cloudburst.sdk.registry.UnusedBundles;
import io.cloudburst.sdk.store.ObjectStore;
import io.cloudburst.sdk.store.Writers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** All tests here have the same code, and so the same bundle. */
class UnusedBundlesTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @RegisterExtension
    static final CloudburstExtension CLOUDBURST = CloudburstExtension.inMemory();

    private Cloudburst cloudburst;
    private ObjectStore objects;
    private UnusedBundles unused;

    @BeforeEach
    void useStore(Cloudburst cloudburst) {
        this.cloudburst = cloudburst;
        this.objects = new ObjectStore(cloudburst.store(), new Writers());
        this.unused = new UnusedBundles(objects, TIMEOUT);
    }

    @Test
    void theLastFunctionsCodeIsRemovedADayAfterIt() {
        register("one");
        register("other");
        cloudburst.deleteFunction("one");
        cloudburst.deleteFunction("other");
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(notes()).hasSize(1));

        unused.remove(bundle -> false, Instant.now().plus(UnusedBundles.KEPT).minusSeconds(60));
        assertThat(chunks()).as("before a day is over").isNotEmpty();
        unused.remove(bundle -> false, Instant.now().plus(UnusedBundles.KEPT).plusSeconds(60));
        assertThat(chunks()).as("after a day").isEmpty();
        assertThat(notes()).isEmpty();

        register("one");
        assertThat(cloudburst.function("one").call(1).get())
                .as("of code that is put there again")
                .isEqualTo(2);
    }

    @Test
    void codeThatAFunctionHasAfterAllStays() {
        register("one");
        cloudburst.deleteFunction("one");
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(notes()).hasSize(1));

        unused.remove(bundle -> true, Instant.now().plus(UnusedBundles.KEPT).plusSeconds(60));

        assertThat(chunks()).isNotEmpty();
        assertThat(notes()).as("its next end is noted anew").isEmpty();
    }

    @Test
    void aBundleOfAnEarlierVersionHasNoUploadInItsKeys() throws Exception {
        byte[] jar = "a jar".getBytes(StandardCharsets.UTF_8);
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(jar));
        objects.put(
                        "cloudburst/bundle/" + sha256 + "/0",
                        Value.newBuilder().setBytes(ByteString.copyFrom(jar)).build())
                .get();

        assertThat(new BundleStore(objects, TIMEOUT).download(new CodeBundle(sha256, jar.length, 1, List.of(), "")))
                .isEqualTo(jar);
    }

    private void register(String name) {
        cloudburst.register(name, (FunctionContext context, Integer x) -> x + 1);
    }

    private List<String> notes() {
        return keys("cloudburst/unused/");
    }

    private List<String> chunks() {
        return keys("cloudburst/bundle/");
    }

    private List<String> keys(String prefix) {
        List<String> keys = new ArrayList<>();
        objects.scan(prefix, TIMEOUT).forEachRemaining(entry -> ObjectStore.live(entry.getKey(), entry.getValue())
                .ifPresent(value -> keys.add(entry.getKey())));
        return keys;
    }
}
