package io.cloudburst.lattices;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * The versions of a key of which none is before another: what causal registers are made of. Merging drops each version that is
 * before one on the other side, and keeps all others; versions of equal clocks become one. Immutable.
 */
final class Siblings {
    /**
     * How many pairs of clocks are compared to check an encoding, so that this takes bounded time. Writers that count each of their
     * writes never need so many.
     */
    static final int MAX_COMPARISONS = 1 << 20;

    // Of fewer pairs all are compared, which is quicker than to make an index.
    private static final int FEW_PAIRS = 1 << 12;

    // At least one, ascending by VectorClock.compareTo; no clock is within another's.
    private final CausalVersion[] versions;

    private Siblings(CausalVersion... versions) {
        this.versions = versions;
    }

    static Siblings of(CausalVersion version) {
        return new Siblings(version);
    }

    List<CausalVersion> versions() {
        return List.of(versions);
    }

    VectorClock clock() {
        return Arrays.stream(versions).map(CausalVersion::clock).reduce(VectorClock.empty(), VectorClock::merge);
    }

    SortedBytes values() {
        return Arrays.stream(versions).map(CausalVersion::rawValues).reduce(SortedBytes.EMPTY, SortedBytes::union);
    }

    ByteMap<VectorClock> dependencies() {
        ByteMap<VectorClock> all = ByteMap.empty();
        for (CausalVersion version : versions) {
            all = all.merge(version.rawDependencies(), VectorClock::merge);
        }
        return all;
    }

    Siblings merge(Siblings other) {
        CausalVersion[] merged = new CausalVersion[versions.length + other.versions.length];
        Predicate<CausalVersion> isSeenHere = isSeenBy(versions, other.versions.length);
        Predicate<CausalVersion> isSeenThere = isSeenBy(other.versions, versions.length);
        int size = 0;
        int mine = 0;
        int theirs = 0;
        while (mine < versions.length || theirs < other.versions.length) {
            int order = mine == versions.length
                    ? 1
                    : theirs == other.versions.length
                            ? -1
                            : versions[mine].clock().compareTo(other.versions[theirs].clock());
            if (order == 0) {
                merged[size++] = versions[mine++].merge(other.versions[theirs++]);
            } else if (order < 0) {
                CausalVersion version = versions[mine++];
                size = isSeenThere.test(version) ? size : append(merged, size, version);
            } else {
                CausalVersion version = other.versions[theirs++];
                size = isSeenHere.test(version) ? size : append(merged, size, version);
            }
        }
        if (areSame(merged, size, versions)) {
            return this;
        }
        return areSame(merged, size, other.versions) ? other : new Siblings(Arrays.copyOf(merged, size));
    }

    private static int append(CausalVersion[] versions, int size, CausalVersion version) {
        versions[size] = version;
        return size + 1;
    }

    private static boolean areSame(CausalVersion[] merged, int size, CausalVersion[] versions) {
        if (size != versions.length) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (merged[i] != versions[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether one of these has seen a version whose clock is none of theirs; so many will be asked for. */
    private static Predicate<CausalVersion> isSeenBy(CausalVersion[] versions, int asked) {
        if ((long) versions.length * asked > FEW_PAIRS) {
            ClockIndex index = new ClockIndex(versions);
            return version -> index.whoHasSeen(version) != null;
        }
        return version -> {
            for (CausalVersion other : versions) {
                if (version.clock().isWithin(other.clock())) {
                    return true;
                }
            }
            return false;
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Siblings that && Arrays.equals(versions, that.versions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(versions);
    }

    @Override
    public String toString() {
        return Arrays.toString(versions);
    }

    void encode(Encoder out, boolean withDependencies) {
        out.writeVarint(versions.length);
        for (CausalVersion version : versions) {
            version.clock().encode(out);
            version.rawValues().encode(out);
            if (withDependencies) {
                version.rawDependencies().keys().encode(out);
                for (int i = 0; i < version.rawDependencies().size(); i++) {
                    version.rawDependencies().value(i).encode(out);
                }
            }
        }
    }

    static Siblings decode(Decoder in, boolean withDependencies) {
        int position = in.position();
        CausalVersion[] versions = new CausalVersion[in.readCount(2, "versions")];
        if (versions.length == 0) {
            throw in.malformed("no version where there must be one", position);
        }
        for (int i = 0; i < versions.length; i++) {
            int begin = in.position();
            VectorClock clock = VectorClock.decode(in);
            SortedBytes values = SortedBytes.decode(in, "values");
            versions[i] = new CausalVersion(clock, values, withDependencies ? decodeDependencies(in) : ByteMap.empty());
            if (i > 0 && versions[i - 1].clock().compareTo(clock) >= 0) {
                throw in.malformed("versions not in ascending order", begin);
            }
        }
        checkNoneHasSeenAnother(versions, in, position);
        return new Siblings(versions);
    }

    private static void checkNoneHasSeenAnother(CausalVersion[] versions, Decoder in, int position) {
        if (versions.length == 1) {
            return;
        }
        ClockIndex index = new ClockIndex(versions);
        for (CausalVersion version : versions) {
            CausalVersion later = index.whoHasSeen(version);
            if (later != null) {
                throw in.malformed(
                        "a version at " + version.clock() + " that one at " + later.clock() + " has seen", position);
            }
            if (index.comparisons() > MAX_COMPARISONS) {
                throw in.malformed(
                        versions.length + " versions, too many to compare, by writers that count no write of their own",
                        position);
            }
        }
    }

    private static ByteMap<VectorClock> decodeDependencies(Decoder in) {
        int position = in.position();
        SortedBytes keys = SortedBytes.decode(in, "dependencies");
        VectorClock[] clocks = new VectorClock[keys.size()];
        for (int i = 0; i < clocks.length; i++) {
            if (!Text.isValid(keys.get(i))) {
                throw in.malformed("a dependency's key is not UTF-8, after the dependencies", position);
            }
            clocks[i] = VectorClock.decode(in);
        }
        return ByteMap.of(keys, clocks);
    }
}
