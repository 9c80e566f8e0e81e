package io.cloudburst.sdk.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** Which classes have objects that nobody can change, all the way down, so that many may have the same one. */
final class Immutable {
    private static final Set<Class<?>> KNOWN = Set.of(
            Boolean.class,
            Byte.class,
            Short.class,
            Character.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            String.class,
            UUID.class,
            Instant.class,
            Duration.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            OffsetDateTime.class,
            ZonedDateTime.class);

    /** Goes with the class, so it keeps no class loader. */
    private static final ClassValue<Boolean> BY_CLASS = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return isImmutable(type, new HashSet<>());
        }
    };

    private Immutable() {}

    static boolean is(Object object) {
        // These can be extended, and then be anything.
        Class<?> type = object.getClass();
        return type == BigInteger.class || type == BigDecimal.class || BY_CLASS.get(type);
    }

    /**
     * A record is, by what its components are declared as: an interface may hide anything.
     *
     * @param asked which records are being looked at: one that holds its own kind, such as a list's node, says nothing against it
     */
    private static boolean isImmutable(Class<?> type, Set<Class<?>> asked) {
        if (type.isPrimitive() || type.isEnum() || KNOWN.contains(type)) {
            return true;
        }
        return type.isRecord()
                && (!asked.add(type)
                        || Arrays.stream(type.getRecordComponents())
                                .allMatch(component -> isImmutable(component.getType(), asked)));
    }
}
