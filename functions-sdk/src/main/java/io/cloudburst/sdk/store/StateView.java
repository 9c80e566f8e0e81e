package io.cloudburst.sdk.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.OrMap;
import io.cloudburst.lattices.OrSet;
import io.cloudburst.lattices.UpDownCounter;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Names;
import io.cloudburst.sdk.SharedCounter;
import io.cloudburst.sdk.SharedMap;
import io.cloudburst.sdk.SharedSet;
import io.cloudburst.sdk.SharedState;
import io.cloudburst.sdk.value.ValueBytes;
import io.cloudburst.sdk.value.ValueCodec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Shared state in terms of lattices. As safe for use by many threads as its access is. */
public final class StateView implements SharedState {
    // What operations do, and with what.
    private static final byte[] PUT = {'p'};
    private static final byte[] ADD = {'a'};
    private static final byte[] REMOVE = {'r'};
    private static final byte[] CLEAR = {'c'};

    private final LatticeAccess access;
    private final Writers writers;
    private final ValueCodec codec;
    private final Optional<LargeObjects.View> large;

    public StateView(LatticeAccess access, Writers writers, ValueCodec codec) {
        this(access, writers, codec, Optional.empty());
    }

    /** @param large for objects that no record holds; empty: there can be none */
    public StateView(LatticeAccess access, Writers writers, ValueCodec codec, Optional<LargeObjects.View> large) {
        this.access = access;
        this.writers = writers;
        this.codec = codec;
        this.large = large;
    }

    @Override
    public <T> Optional<T> get(String key, Class<T> type) {
        return lattice(key, LastWriterWins.class).flatMap(object -> live(key, object, type));
    }

    /** Empty if it is deleted or expired, or null. */
    private <T> Optional<T> live(String key, LastWriterWins object, Class<T> type) {
        writers.follow(object);
        return object.isLive(System.currentTimeMillis())
                ? Optional.ofNullable(decode(key, object, type))
                : Optional.empty();
    }

    private LastWriterWins followed(LastWriterWins object) {
        writers.follow(object);
        return object;
    }

    @Override
    public <T> Map<String, T> getAll(Collection<String> keys, Class<T> type) {
        keys.forEach(Names::checkKey);
        Map<String, Lattice<?>> lattices = access.readAll(keys);
        Map<String, T> found = new LinkedHashMap<>();
        for (String key : keys) {
            as(key, Optional.ofNullable(lattices.get(key)), LastWriterWins.class)
                    .flatMap(object -> live(key, object, type))
                    .ifPresent(object -> found.put(key, object));
        }
        return found;
    }

    @Override
    public <T> Stream<Map.Entry<String, T>> scan(String prefix, Class<T> type) {
        return scan(prefix)
                .filter(entry -> entry.getValue() instanceof LastWriterWins)
                .flatMap(entry -> live(entry.getKey(), (LastWriterWins) entry.getValue(), type)
                        .map(object -> Map.entry(entry.getKey(), object))
                        .stream());
    }

    @Override
    public Stream<Map.Entry<String, Lattice<?>>> scan(String prefix) {
        Iterator<Map.Entry<String, Lattice<?>>> keys = access.scan(Names.checkPrefix(prefix));
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(
                        keys, Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL),
                false);
    }

    /** The object as it is on the wire, of a key that may be the system's own. */
    public static Optional<Value> object(String key, Optional<Lattice<?>> lattice) {
        return as(key, lattice, LastWriterWins.class)
                .filter(object -> object.isLive(System.currentTimeMillis()))
                .map(object -> parse(key, object.valueBuffer()));
    }

    @Override
    public void put(String key, Object value) {
        putObject(key, value, OptionalLong.empty(), bytes -> writers.object(bytes), PUT);
    }

    @Override
    public void put(String key, Object value, Duration timeToLive) {
        long expiresAtMillis = expiry(timeToLive);
        putObject(
                key,
                value,
                OptionalLong.of(expiresAtMillis),
                bytes -> writers.object(bytes, expiresAtMillis),
                PUT,
                timeToLive.toString().getBytes(UTF_8));
    }

    private void putObject(
            String key,
            Object value,
            OptionalLong expiresAtMillis,
            Function<byte[], LastWriterWins> object,
            byte[]... kind) {
        Optional<Operation> operation = operation(key);
        Value stored = stored(key, value, expiresAtMillis);
        byte[] bytes = stored.toByteArray();
        byte[][] what = Arrays.copyOf(kind, kind.length + 1);
        what[kind.length] = bytes;
        writeObject(key, operation, object.apply(bytes), stored, what);
    }

    /** What a record holds of it: all of it, or what stands for it. */
    private Value stored(String key, Object value, OptionalLong expiresAtMillis) {
        if (large.isEmpty()) {
            return codec.encodeInline(value);
        }
        Names.checkKey(key);
        return large.get().store(key, codec.encode(value), expiresAtMillis);
    }

    static long expiry(Duration timeToLive) {
        try {
            long millis = timeToLive.toMillis();
            if (millis >= 1) {
                return Math.addExact(System.currentTimeMillis(), millis);
            }
        } catch (ArithmeticException e) {
            // Too long: as wrong as too short.
        }
        throw new CloudburstException(
                ErrorCode.INVALID_ARGUMENT,
                "the time to live %s must be at least a millisecond and end within the range of a clock; leave it out for a value that stays"
                        .formatted(timeToLive));
    }

    @Override
    public void delete(String key) {
        writeObject(key, operation(key), writers.deletion(), ValueCodec.NULL, REMOVE);
    }

    @Override
    public void merge(String key, Lattice<?> delta) {
        // May come twice by what it is.
        write(key, Optional.empty(), delta);
    }

    @Override
    public <L extends Lattice<L>> Optional<L> lattice(String key, Class<L> type) {
        return as(key, access.read(Names.checkKey(key)), type);
    }

    @Override
    public SharedCounter counter(String key) {
        Names.checkKey(key);
        return new SharedCounter() {
            @Override
            public void add(long n) {
                if (n == Long.MIN_VALUE) {
                    throw new CloudburstException(
                            ErrorCode.INVALID_ARGUMENT,
                            "%d is too much to take off counter '%s' at once; take it off in two".formatted(n, key));
                }
                add(operation(key), n);
            }

            private void add(Optional<Operation> operation, long n) {
                if (operation.isPresent()) {
                    write(key, () -> operation.get().increment(n));
                } else {
                    write(key, operation, writers.added(key, n));
                }
            }

            @Override
            public void reset() {
                Optional<Operation> operation = operation(key);
                long seen = Math.max(value(), -Long.MAX_VALUE);
                if (seen != 0) {
                    add(operation, -seen);
                }
            }

            @Override
            public long value() {
                return lattice(key, UpDownCounter.class)
                        .map(UpDownCounter::value)
                        .orElse(0L);
            }
        };
    }

    @Override
    public <E> SharedSet<E> set(String key, Class<E> elementType) {
        Names.checkKey(key);
        return new SharedSet<>() {
            @Override
            public void add(E element) {
                byte[] encoded = encode(element);
                write(key, operation(key), OrSet.add(writers.nextDot(key), encoded), ADD, encoded);
            }

            @Override
            public void remove(E element) {
                byte[] encoded = encode(element);
                Optional<Operation> operation = operation(key);
                element(key, encoded, OrSet.class)
                        .ifPresent(set -> write(key, operation, set.remove(encoded), REMOVE, encoded));
            }

            @Override
            public void clear() {
                Optional<Operation> operation = operation(key);
                lattice(key, OrSet.class)
                        .filter(set -> set.size() > 0)
                        .ifPresent(set -> write(key, operation, set.clear(), CLEAR));
            }

            @Override
            public boolean contains(E element) {
                byte[] encoded = encode(element);
                return element(key, encoded, OrSet.class)
                        .filter(set -> set.contains(encoded))
                        .isPresent();
            }

            @Override
            public Set<E> elements() {
                Set<E> elements = new LinkedHashSet<>();
                lattice(key, OrSet.class).ifPresent(set -> set.elements()
                        .forEach(
                                bytes -> elements.add(elementType.cast(codec.decode(parse(key, bytes), elementType)))));
                return elements;
            }
        };
    }

    @Override
    public <V> SharedMap<V> map(String key, Class<V> valueType) {
        Names.checkKey(key);
        return new SharedMap<>() {
            @Override
            public void put(String name, V value) {
                byte[] encoded = encode(value);
                write(
                        key,
                        operation(key),
                        OrMap.put(writers.nextDot(key), name, writers.object(encoded)),
                        PUT,
                        name.getBytes(UTF_8),
                        encoded);
            }

            @Override
            public void remove(String name) {
                Optional<Operation> operation = operation(key);
                field(key, name)
                        .ifPresent(map -> write(key, operation, map.remove(name), REMOVE, name.getBytes(UTF_8)));
            }

            @Override
            public void clear() {
                Optional<Operation> operation = operation(key);
                lattice(key, OrMap.class)
                        .filter(map -> map.size() > 0)
                        .ifPresent(map -> write(key, operation, map.clear(), CLEAR));
            }

            @Override
            public Optional<V> get(String name) {
                return field(key, name)
                        .flatMap(map -> map.get(name, LastWriterWins.class))
                        .map(StateView.this::followed)
                        .filter(object -> object.isLive(System.currentTimeMillis()))
                        .map(object -> decode(key, object, valueType));
            }

            @Override
            public Map<String, V> entries() {
                Map<String, V> entries = new LinkedHashMap<>();
                lattice(key, OrMap.class)
                        .ifPresent(map -> map.names().forEach(name -> map.get(name, LastWriterWins.class)
                                .map(StateView.this::followed)
                                .filter(object -> object.isLive(System.currentTimeMillis()))
                                .ifPresent(object -> entries.put(name, decode(key, object, valueType)))));
                return entries;
            }
        };
    }

    private Optional<OrMap> field(String key, String name) {
        return element(key, name.getBytes(UTF_8), OrMap.class);
    }

    /** A set or map of one element. */
    private <L extends Lattice<L>> Optional<L> element(String key, byte[] element, Class<L> type) {
        return as(key, access.readElement(key, element), type);
    }

    private void writeObject(
            String key, Optional<Operation> operation, LastWriterWins object, Value stored, byte[]... what) {
        // Where large values come or go, what is there last must be what was written last: nothing is left out there.
        boolean mayRepeat =
                large.isPresent() && (stored.hasLarge() || large.get().hasWritten(key));
        write(
                key,
                () -> operation.isPresent() && !mayRepeat
                        ? operation.get().write(object, what)
                        : access.write(key, object),
                () -> large.ifPresent(objects -> objects.wrote(key, stored)));
    }

    /** To be taken before anything is read: what is read may be something else the next time. */
    private Optional<Operation> operation(String key) {
        return access.operation(Names.checkKey(key));
    }

    private void write(String key, Optional<Operation> operation, Lattice<?> delta, byte[]... what) {
        Names.checkKey(key);
        write(key, () -> operation.isPresent() ? operation.get().write(delta, what) : access.write(key, delta));
    }

    private void write(String key, Supplier<CompletableFuture<?>> write) {
        write(key, write, () -> {});
    }

    private void write(String key, Supplier<CompletableFuture<?>> write, Runnable written) {
        try {
            write.get().whenComplete((done, failure) -> {
                if (failure == null) {
                    written.run();
                } else {
                    writers.startAnew(key);
                }
            });
        } catch (CloudburstException e) {
            writers.startAnew(key);
            throw e;
        }
    }

    private byte[] encode(Object value) {
        return codec.encodeInline(value).toByteArray();
    }

    private <T> T decode(String key, LastWriterWins object, Class<T> type) {
        return type.cast(codec.decode(object, () -> whole(parse(key, object.valueBuffer())), type));
    }

    private Value whole(Value stored) {
        return large.isPresent() ? large.get().whole(stored) : stored;
    }

    private static <L extends Lattice<L>> Optional<L> as(String key, Optional<Lattice<?>> lattice, Class<L> type) {
        lattice.filter(present -> !type.isInstance(present)).ifPresent(other -> {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT,
                    "what the store has under '%s' is of the kind %s, not a %s"
                            .formatted(key, other.type(), type.getSimpleName()));
        });
        return lattice.map(type::cast);
    }

    private static Value parse(String key, byte[] bytes) {
        return parse(key, ByteBuffer.wrap(bytes));
    }

    private static Value parse(String key, ByteBuffer bytes) {
        try {
            return ValueBytes.parse(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT, "what the store has under '%s' is not a value".formatted(key), e);
        }
    }
}
