package io.cloudburst.lattices;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Takes sets and maps apart, an element a {@link Part}, so that a large one can be kept in many places: what is merged into an
 * element is merged into its part alone.
 *
 * <p>Parts are lattices of the whole's type, and joined they are the whole. As joining is associative and commutative, it makes no
 * difference whether values are taken apart and joined part by part, or joined as they are. The names of parts say which of them
 * belong together; what joins in a part of a name, in whatever order, is the part of that name.
 *
 * <p>Observed-remove types have more to keep than their elements: which dots have been seen that put nothing any more, without
 * which what was removed would come back. These are parts too, a thousand counters of a writer each. An element that is removed
 * still has a part, with its removal; {@link #settle} says when it needs none. For that, {@link #notes} are kept beside the parts.
 *
 * <p>Only the join of all parts is as exact as the whole. Where writers use dots twice, one element's parts may show what the whole
 * does not.
 */
public final class Decomposition {
    private Decomposition() {}

    /** Whether values of that type can be taken apart. */
    public static boolean appliesTo(LatticeType type) {
        return switch (type) {
            case GROW_ONLY_SET, ORDERED_SET, MAP, OBSERVED_REMOVE_SET, OBSERVED_REMOVE_MAP -> true;
            default -> false;
        };
    }

    /** The value of that type that holds nothing. */
    public static Lattice<?> empty(LatticeType type) {
        return switch (type) {
            case GROW_ONLY_SET -> GrowOnlySet.empty();
            case ORDERED_SET -> OrderedSet.empty();
            case MAP -> LatticeMap.empty();
            case OBSERVED_REMOVE_SET -> OrSet.empty();
            case OBSERVED_REMOVE_MAP -> OrMap.empty();
            default -> throw notApplicable(type);
        };
    }

    /**
     * The parts of a value, in no order; at least one, also where the value is empty. Several may have one name: they are to be
     * joined.
     */
    public static List<Part> parts(Lattice<?> value) {
        List<Part> parts = new ArrayList<>();
        if (value instanceof GrowOnlySet set) {
            split(set, set.size(), GrowOnlySet::of, parts);
        } else if (value instanceof OrderedSet set) {
            split(set, set.size(), OrderedSet::of, parts);
        } else if (value instanceof LatticeMap map) {
            map.split((key, field) -> parts.add(new Part(PartName.element(key), field)));
            if (parts.isEmpty()) {
                parts.add(new Part(PartName.REST, map));
            }
        } else {
            DotParts.split(store(value), collect(value, parts));
        }
        return parts;
    }

    private static void split(
            Iterable<byte[]> elements, int size, Function<byte[], Lattice<?>> single, List<Part> parts) {
        if (size <= 1) {
            byte[] name = size == 0
                    ? PartName.REST
                    : PartName.element(elements.iterator().next());
            parts.add(new Part(name, (Lattice<?>) elements));
            return;
        }
        elements.forEach(element -> parts.add(new Part(PartName.element(element), single.apply(element))));
    }

    /**
     * Joins values of one type, at least one: {@link Lattice#join(List)}, only faster where they are parts of different names.
     *
     * @throws LatticeTypeException if they are of different types
     */
    public static Lattice<?> join(List<? extends Lattice<?>> parts) {
        LatticeType type = parts.get(0).type();
        if (parts.size() == 1 || parts.stream().anyMatch(part -> part.type() != type)) {
            return Lattice.join(parts);
        }
        return switch (type) {
            case GROW_ONLY_SET -> GrowOnlySet.of(elements(parts));
            case ORDERED_SET -> OrderedSet.of(elements(parts));
            case OBSERVED_REMOVE_SET, OBSERVED_REMOVE_MAP ->
                DotParts.concatenate(parts.stream().map(Decomposition::store).toList())
                        .<Lattice<?>>map(store -> wrap(parts.get(0), store))
                        .orElseGet(() -> Lattice.join(parts));
            default -> Lattice.join(parts);
        };
    }

    @SuppressWarnings("unchecked")
    private static List<byte[]> elements(List<? extends Lattice<?>> sets) {
        List<byte[]> elements = new ArrayList<>(sets.size());
        sets.forEach(set -> ((Iterable<byte[]>) set).forEach(elements::add));
        return elements;
    }

    /**
     * What else is to be kept of a value, joined by name as parts are, but no part of the whole: which dots have been seen, live
     * ones included. {@link #settle} needs it.
     */
    public static List<Part> notes(Lattice<?> value) {
        List<Part> notes = new ArrayList<>();
        if (hasDots(value.type())) {
            DotParts.notes(store(value), collect(value, notes));
        }
        return notes;
    }

    /** Whether that is the name of a note. In ascending order of unsigned bytes these follow the names of all parts. */
    public static boolean isNote(byte[] name) {
        return PartName.isNote(name);
    }

    /**
     * What can be put in the place of a part, so that the join of all parts stays as it is and nothing is kept for ever of what was
     * removed: the part itself or a smaller one where it is still needed, and parts of other names, to be joined into what these
     * have.
     *
     * @param part all that is kept under its name
     * @param others the part or note of a name, null if there is none; it may have less than what was joined, except of the part
     *     without a name
     */
    public static List<Part> settle(Part part, Function<byte[], Lattice<?>> others) {
        if (!hasDots(part.value().type())) {
            return List.of(part);
        }
        List<Part> settled = new ArrayList<>(1);
        DotParts.settle(
                part.name(),
                store(part.value()),
                name -> {
                    Lattice<?> other = others.apply(name);
                    return other == null ? null : store(other);
                },
                collect(part.value(), settled));
        return settled;
    }

    /** Whether the value removes something, so that a part that it is joined into is worth a {@link #settle}. */
    public static boolean removes(Lattice<?> value) {
        return hasDots(value.type()) && store(value).hasRemovals();
    }

    /**
     * The names of all parts that can hold something of an element, or of the fields of a name.
     *
     * @param element of a set, or a field's name in UTF-8
     */
    public static List<byte[]> namesOf(LatticeType type, byte[] element) {
        List<byte[]> names = new ArrayList<>();
        keys(type, element).forEach(key -> names.add(PartName.element(key)));
        if (hasDots(type)) {
            names.add(PartName.REST);
        }
        return names;
    }

    /** The names of the parts that say whether what the value holds was removed; to be read after it, in this order. */
    public static List<byte[]> shadowsOf(Lattice<?> value) {
        return hasDots(value.type()) ? DotParts.shadows(store(value)) : List.of();
    }

    /** An element of a set, or a map's fields of that name in UTF-8, as a value that has nothing else. */
    public static Lattice<?> element(Lattice<?> value, byte[] element) {
        return element(value, element, false);
    }

    /** As {@link #element}, with all that is known to be removed, so that it can be joined into what others know of the element. */
    public static Lattice<?> elementWithRemovals(Lattice<?> value, byte[] element) {
        return element(value, element, true);
    }

    private static Lattice<?> element(Lattice<?> value, byte[] element, boolean withRemovals) {
        if (value instanceof GrowOnlySet set) {
            return set.contains(element) ? GrowOnlySet.of(element) : GrowOnlySet.empty();
        }
        if (value instanceof OrderedSet set) {
            return set.contains(element) ? OrderedSet.of(element) : OrderedSet.empty();
        }
        List<byte[]> keys = keys(value.type(), element);
        return value instanceof LatticeMap map
                ? map.only(keys)
                : wrap(value, DotParts.only(store(value), keys, withRemovals));
    }

    private static List<byte[]> keys(LatticeType type, byte[] element) {
        return switch (type) {
            case GROW_ONLY_SET, ORDERED_SET, OBSERVED_REMOVE_SET -> List.of(element);
            case MAP, OBSERVED_REMOVE_MAP -> Field.keys(element);
            default -> throw notApplicable(type);
        };
    }

    private static boolean hasDots(LatticeType type) {
        return type == LatticeType.OBSERVED_REMOVE_SET || type == LatticeType.OBSERVED_REMOVE_MAP;
    }

    private static DotStore store(Lattice<?> value) {
        if (value instanceof OrSet set) {
            return set.store();
        }
        if (value instanceof OrMap map) {
            return map.store();
        }
        throw notApplicable(value.type());
    }

    private static BiConsumer<byte[], DotStore> collect(Lattice<?> whole, List<Part> parts) {
        return (name, store) -> parts.add(new Part(name, wrap(whole, store)));
    }

    /** A value of the type of {@code like}; itself if it has that store. */
    private static Lattice<?> wrap(Lattice<?> like, DotStore store) {
        if (store(like) == store) {
            return like;
        }
        return like instanceof OrSet ? new OrSet(store) : new OrMap(store);
    }

    private static IllegalArgumentException notApplicable(LatticeType type) {
        return new IllegalArgumentException("a " + type + " has no parts; only sets and maps have");
    }
}
