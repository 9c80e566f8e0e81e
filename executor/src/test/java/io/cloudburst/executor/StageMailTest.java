package io.cloudburst.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.cloudburst.executor.StageMail.Delivery;
import io.cloudburst.executor.StageMail.Result;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class StageMailTest {
    private static final List<Dag.Node> CHAIN = Dag.chain("c", "f", "g").nodes();

    private final StageMail mail = new StageMail(new StagePlace("run", true, false, 0, 0), CHAIN, List.of());

    private static Letter letter(String to, long number) {
        return letter(to, number, Value.newBuilder().setInt64(number).build());
    }

    private static Letter letter(String to, long number, Value body) {
        return new Letter(to, number, body, Long.MAX_VALUE, new Letter.Sender("sender", "sender", false, 1, number));
    }

    private static long now() {
        return System.nanoTime();
    }

    @Test
    void lettersAreTakenInOrderAndThatIsSaid() throws InterruptedException {
        assertThat(mail.deliver(letter("", 1))).isEqualTo(new Delivery(Result.ACCEPTED, 0));
        assertThat(mail.deliver(letter("", 2))).isEqualTo(new Delivery(Result.ACCEPTED, 0));
        assertThat(mail.deliver(letter("g", 1))).isEqualTo(new Delivery(Result.ACCEPTED, 0));
        assertThat(mail.taken()).isEmpty();

        assertThat(mail.next("", now())).contains(letter("", 1));
        assertThat(mail.next("", now())).as("until it is taken").contains(letter("", 1));
        mail.take("");
        assertThat(mail.next("", now())).contains(letter("", 2));

        assertThat(mail.deliver(letter("", 3))).isEqualTo(new Delivery(Result.ACCEPTED, 1));
        assertThat(mail.taken()).containsOnly(Map.entry("", 1L));
        assertThat(mail.next("g", now())).contains(letter("g", 1));
    }

    @Test
    void aLetterThatComesTwiceIsThereOnce() throws InterruptedException {
        StageMail seeded = new StageMail(
                new StagePlace("run", false, false, 0, 0), CHAIN, List.of(letter("f", 4), letter("f", 6)));
        assertThat(seeded.deliver(letter("f", 6)).result()).isEqualTo(Result.ACCEPTED);
        assertThat(seeded.deliver(letter("f", 5)).result()).isEqualTo(Result.ACCEPTED);

        seeded.take("f");
        seeded.take("f");

        assertThat(seeded.next("f", now())).isEmpty();
        assertThat(seeded.taken()).containsOnly(Map.entry("f", 6L));
    }

    @Test
    void functionsHaveTheNamesThatTheirPlaceGivesThem() {
        assertThat(mail.deliver(letter("f", 1)).result())
                .as("it is the one that was called")
                .isEqualTo(Result.NOT_HERE);
        StageMail part = new StageMail(new StagePlace("run", false, true, 5, 2), CHAIN.subList(0, 1), List.of());
        for (String elsewhere : List.of("f", "", "f[4]", "f[7]", "g[5]")) {
            assertThat(part.deliver(letter(elsewhere, 1)).result()).isEqualTo(Result.NOT_HERE);
        }
        assertThat(part.deliver(letter("f[6]", 1)).result()).isEqualTo(Result.ACCEPTED);
        assertThat(part.function(1)).isEqualTo("f[6]");
    }

    @Test
    void aFunctionThatHasEndedGetsNothing() {
        mail.ended(0);

        assertThat(mail.deliver(letter("", 1)).result()).isEqualTo(Result.ENDED);
        assertThat(mail.deliver(letter("g", 1)).result()).isEqualTo(Result.ACCEPTED);
        mail.close();
        assertThat(mail.deliver(letter("g", 2)).result()).isEqualTo(Result.NOT_HERE);
        assertThatThrownBy(() -> mail.next("g", now())).isInstanceOf(CloudburstException.class);
    }

    @Test
    void noMoreThanSoManyLettersWaitNorSoManyBytes() {
        for (int i = 1; i <= StageMail.MAX_WAITING; i++) {
            assertThat(mail.deliver(letter("", i)).result()).isEqualTo(Result.ACCEPTED);
        }
        assertThat(mail.deliver(letter("", 1_001)).result()).isEqualTo(Result.FULL);
        mail.take("");
        assertThat(mail.deliver(letter("", 1_001)).result()).isEqualTo(Result.ACCEPTED);

        Value mebibyte = Value.newBuilder()
                .setBytes(ByteString.copyFrom(new byte[1 << 20]))
                .build();
        for (int i = 1; i <= 15; i++) {
            assertThat(mail.deliver(letter("g", i, mebibyte)).result()).isEqualTo(Result.ACCEPTED);
        }
        assertThat(mail.deliver(letter("g", 16, mebibyte)).result()).isEqualTo(Result.FULL);
    }

    @Test
    void whoWaitsIsWokenByALetterAndByTheEnd() {
        for (Runnable event : List.<Runnable>of(() -> mail.deliver(letter("", 1)), mail::close)) {
            AtomicReference<Thread> waiter = new AtomicReference<>();
            CompletableFuture<Optional<Letter>> next = CompletableFuture.supplyAsync(() -> {
                waiter.set(Thread.currentThread());
                try {
                    return mail.next("", now() + TimeUnit.MINUTES.toNanos(5));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().until(() -> waiter.get() != null && waiter.get().getState() == Thread.State.TIMED_WAITING);

            event.run();

            await().until(next::isDone);
            if (!next.isCompletedExceptionally()) {
                assertThat(next.join()).contains(letter("", 1));
                mail.take("");
            }
        }
        assertThatThrownBy(() -> mail.next("", now())).hasMessageContaining("the call is over");
    }
}
