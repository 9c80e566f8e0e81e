package io.cloudburst.stack;

import static io.cloudburst.stack.SharedStack.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.CustomCodec;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Function1;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.Ref;
import io.cloudburst.sdk.TypeRef;
import io.cloudburst.sdk.Typed;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Arguments and results of all types, with what is in them. */
class TypesIT {
    enum Size {
        SMALL,
        LARGE
    }

    record Money(BigDecimal amount, String currency) {}

    record Order(UUID id, Size size, List<Money> prices, Optional<LocalDate> due) {}

    record Page<T>(List<T> items, int number) {}

    private final Cloudburst cloudburst = SharedStack.client();
    private final Order order = new Order(
            UUID.fromString("8d3f1f6e-0f44-4c9e-9a6e-6f2f9f0f7a11"),
            Size.LARGE,
            List.of(new Money(new BigDecimal("12.50"), "EUR"), new Money(new BigDecimal("0.10"), "EUR")),
            Optional.of(LocalDate.of(2026, 11, 24)));

    static BigDecimal total(FunctionContext context, List<Order> orders) {
        return orders.stream()
                .flatMap(one -> one.prices().stream())
                .map(Money::amount)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    static Map<Size, List<Order>> bySize(FunctionContext context, List<Order> orders) {
        Map<Size, List<Order>> bySize = new TreeMap<>();
        orders.forEach(one ->
                bySize.computeIfAbsent(one.size(), size -> new ArrayList<>()).add(one));
        return bySize;
    }

    static int count(FunctionContext context, Map<Size, List<Order>> bySize) {
        return bySize.getOrDefault(Size.LARGE, List.of()).get(0).prices().size();
    }

    static Optional<Order> second(FunctionContext context, Page<Order> page) {
        return page.items().stream().skip(1).findFirst();
    }

    static String all(
            FunctionContext context, Map<String, List<BigDecimal>> a, Optional<Integer> b, Instant c, byte[] d) {
        return a.get("x").get(0).add(BigDecimal.ONE) + " " + b.map(x -> x + 1) + " " + c.plusSeconds(1) + " "
                + d.length;
    }

    public static final class Sizes implements Function1<List<Size>, BigInteger> {
        private static final long serialVersionUID = 1;

        @Override
        public BigInteger call(FunctionContext context, List<Size> sizes) {
            return BigInteger.TWO.pow(100 + sizes.indexOf(Size.LARGE));
        }
    }

    @Test
    void methodsGetWhatTheyAreDeclaredToTake() {
        var total = cloudburst.register("types_total", TypesIT::total);
        var bySize = cloudburst.register("types_by_size", TypesIT::bySize);
        var second = cloudburst.register("types_second", TypesIT::second);
        var all = cloudburst.register("types_all", TypesIT::all);
        var sizes = cloudburst.register("types_sizes", new Sizes());

        assertThat(total.call(List.of(order, order)).get()).isEqualTo(new BigDecimal("25.20"));
        assertThat(bySize.call(List.of(order)).get()).isEqualTo(Map.of(Size.LARGE, List.of(order)));
        assertThat(second.call(new Page<>(List.of(order, order), 1)).get()).hasValue(order);
        assertThat(second.call(new Page<>(List.of(order), 1)).get()).isEmpty();
        assertThat(all.function()
                        .call(Map.of("x", List.of(new BigDecimal("1.5"))), 4, Instant.EPOCH, new byte[3])
                        .get())
                .isEqualTo("2.5 Optional[5] 1970-01-01T00:00:01Z 3");
        assertThat(all.function()
                        .call(Map.of("x", List.of(1)), null, Instant.EPOCH, new byte[3])
                        .get())
                .isEqualTo("2 Optional.empty 1970-01-01T00:00:01Z 3");
        assertThat(sizes.call(List.of(Size.SMALL, Size.LARGE)).get()).isEqualTo(BigInteger.TWO.pow(101));
        assertThat(total.function())
                .hasToString("types_total(List<TypesIT$Order>) version "
                        + total.function().version());
        assertThat(failureOf(() -> total.function().call(List.of("no order")).get(), ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining("argument 1 of function 'types_total'");
    }

    @Test
    void lambdasAreToldTheirTypes() {
        var ids = cloudburst.register(
                "types_ids",
                Typed.of(
                        new TypeRef<List<Order>>() {},
                        new TypeRef<List<UUID>>() {},
                        (context, orders) -> orders.stream().map(Order::id).toList()));

        assertThat(ids.call(List.of(order)).get()).containsExactly(order.id());
        assertThat(cloudburst
                        .function("types_ids", new TypeRef<Set<UUID>>() {})
                        .call(List.of(order, order))
                        .get())
                .isEqualTo(Set.of(order.id()));
    }

    @Test
    void inDagsTheyGoFromOneToTheOther() {
        cloudburst.register("types_dag_by_size", TypesIT::bySize);
        cloudburst.register("types_dag_count", TypesIT::count);
        cloudburst.registerDag(Dag.chain("types_dag", "types_dag_by_size", "types_dag_count"));

        assertThat(cloudburst
                        .callDag(
                                "types_dag",
                                Map.of("types_dag_by_size", List.of(List.of(order))),
                                new TypeRef<Optional<Integer>>() {})
                        .get())
                .hasValue(2);
    }

    /** Nothing but its codec can read it. */
    public static final class Secret {
        private final String word;

        Secret(String word) {
            this.word = word;
        }
    }

    public static final class SecretCodec implements CustomCodec<Secret> {
        @Override
        public Class<Secret> type() {
            return Secret.class;
        }

        @Override
        public String name() {
            return "secret";
        }

        @Override
        public byte[] encode(Secret secret) {
            return new StringBuilder(secret.word).reverse().toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Secret decode(byte[] bytes) {
            return new Secret(new StringBuilder(new String(bytes, StandardCharsets.UTF_8))
                    .reverse()
                    .toString());
        }
    }

    record Envelope(Secret secret) {}

    @Test
    void typesOfOnesOwnTravelAsTheirCodecSays() {
        var louder = cloudburst.register("types_louder", (FunctionContext context, Secret secret) -> {
            Secret result = new Secret(secret.word + "!");
            context.put("types secret", result);
            return result;
        });
        var open = cloudburst.register(
                "types_open", (FunctionContext context, Envelope envelope) -> envelope.secret().word);

        assertThat(louder.call(new Secret("hush")).get().word).isEqualTo("hush!");
        assertThat(cloudburst.get("types secret", Secret.class).orElseThrow().word)
                .isEqualTo("hush!");
        assertThat(louder.function().call(Ref.to("types secret")).get().word).isEqualTo("hush!!");
        assertThat(open.call(new Envelope(new Secret("inside"))).get()).isEqualTo("inside");
        cloudburst.put("types secret", new Secret("soon gone"), Duration.ofMinutes(1));
        assertThat(cloudburst.get("types secret", Secret.class).orElseThrow().word)
                .isEqualTo("soon gone");
    }
}
