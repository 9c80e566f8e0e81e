package io.cloudburst.lattices;

import java.util.Arrays;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The lattices that can be stored. Each has a tag, which is part of the binary format and never changes, and a name for people. */
public enum LatticeType {
    /** {@link LastWriterWins}. */
    LAST_WRITER_WINS(1, "last-writer-wins", LastWriterWins.class, LastWriterWins::encode, LastWriterWins::decode),
    /** {@link GrowOnlySet}. */
    GROW_ONLY_SET(2, "grow-only-set", GrowOnlySet.class, GrowOnlySet::encode, GrowOnlySet::decode),
    /** {@link OrderedSet}. */
    ORDERED_SET(3, "ordered-set", OrderedSet.class, OrderedSet::encode, OrderedSet::decode),
    /** {@link LatticeMap}. */
    MAP(4, "map", LatticeMap.class, LatticeMap::encode, LatticeMap::decode),
    /** {@link Max}. */
    MAX(5, "max", Max.class, Max::encode, Max::decode),
    /** {@link Min}. */
    MIN(6, "min", Min.class, Min::encode, Min::decode),
    /** {@link BooleanOr}. */
    BOOLEAN_OR(7, "boolean-or", BooleanOr.class, BooleanOr::encode, BooleanOr::decode),
    /** {@link LowestPriority}. */
    LOWEST_PRIORITY(8, "lowest-priority", LowestPriority.class, LowestPriority::encode, LowestPriority::decode),
    /** {@link SingleKeyCausal}. */
    SINGLE_KEY_CAUSAL(9, "single-key-causal", SingleKeyCausal.class, SingleKeyCausal::encode, SingleKeyCausal::decode),
    /** {@link MultiKeyCausal}. */
    MULTI_KEY_CAUSAL(10, "multi-key-causal", MultiKeyCausal.class, MultiKeyCausal::encode, MultiKeyCausal::decode),
    /** {@link GrowOnlyCounter}. */
    GROW_ONLY_COUNTER(11, "grow-only-counter", GrowOnlyCounter.class, GrowOnlyCounter::encode, GrowOnlyCounter::decode),
    /** {@link UpDownCounter}. */
    UP_DOWN_COUNTER(12, "up-down-counter", UpDownCounter.class, UpDownCounter::encode, UpDownCounter::decode),
    /** {@link OrSet}. */
    OBSERVED_REMOVE_SET(13, "observed-remove-set", OrSet.class, OrSet::encode, OrSet::decode),
    /** {@link OrMap}. */
    OBSERVED_REMOVE_MAP(14, "observed-remove-map", OrMap.class, OrMap::encode, OrMap::decode);

    private static final LatticeType[] BY_TAG = byTag();
    private static final Map<Class<?>, LatticeType> BY_CLASS =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(LatticeType::valueClass, type -> type));

    private final byte tag;
    private final String label;
    private final Class<? extends Lattice<?>> valueClass;
    private final BiConsumer<Lattice<?>, Encoder> encoder;
    private final Function<Decoder, ? extends Lattice<?>> decoder;

    <L extends Lattice<L>> LatticeType(
            int tag, String label, Class<L> valueClass, BiConsumer<L, Encoder> encoder, Function<Decoder, L> decoder) {
        this.tag = (byte) tag;
        this.label = label;
        this.valueClass = valueClass;
        this.encoder = (value, out) -> encoder.accept(valueClass.cast(value), out);
        this.decoder = decoder;
    }

    /** The class of the values of this type. */
    public Class<? extends Lattice<?>> valueClass() {
        return valueClass;
    }

    /** The name that tools show, such as {@code last-writer-wins}. */
    @Override
    public String toString() {
        return label;
    }

    byte tag() {
        return tag;
    }

    void encode(Lattice<?> value, Encoder out) {
        encoder.accept(value, out);
    }

    Lattice<?> decode(Decoder in) {
        return decoder.apply(in);
    }

    /** Reads a tag. */
    static LatticeType read(Decoder in) {
        int position = in.position();
        byte tag = in.readByte();
        LatticeType type = ofTag(tag);
        if (type == null) {
            throw in.malformed("unknown lattice type tag " + (tag & 0xff), position);
        }
        return type;
    }

    /** The type with that tag, or null. */
    static LatticeType ofTag(byte tag) {
        return tag > 0 && tag < BY_TAG.length ? BY_TAG[tag] : null;
    }

    /** The type whose values are of that class, which must be one. */
    static LatticeType of(Class<? extends Lattice<?>> valueClass) {
        return BY_CLASS.get(valueClass);
    }

    private static LatticeType[] byTag() {
        LatticeType[] byTag = new LatticeType[values().length + 1];
        for (LatticeType type : values()) {
            byTag[type.tag] = type;
        }
        return byTag;
    }
}
