package io.cloudburst.chaos.check;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A key that has something for each of several names, which are written as {@code NAME=VALUE} and checked each by itself. */
final class FieldsHistory implements KeyHistory {
    private final Map<String, KeyHistory> fields = new TreeMap<>();
    private final Supplier<KeyHistory> field;

    /** @param field what one name has */
    FieldsHistory(Supplier<KeyHistory> field) {
        this.field = field;
    }

    @Override
    public void add(String value, boolean removed, long begun, long acknowledged) {
        fields.computeIfAbsent(name(value), first -> field.get()).add(valueOf(value), removed, begun, acknowledged);
    }

    @Override
    public void check(String where, List<String> seen, Violations violations) {
        Map<String, String> there = new HashMap<>();
        for (String each : seen) {
            if (there.put(name(each), valueOf(each)) != null) {
                violations.add(Violation.Kind.TWICE, "%s has %s twice", where, name(each));
            }
        }
        fields.forEach((name, history) -> history.check(
                where + ", " + name, there.containsKey(name) ? List.of(there.get(name)) : List.of(), violations));
        there.keySet().stream()
                .filter(name -> !fields.containsKey(name))
                .forEach(name ->
                        violations.add(Violation.Kind.NEVER_WRITTEN, "%s has %s, which nobody wrote", where, name));
    }

    private static String name(String field) {
        int equals = field.indexOf('=');
        return equals < 0 ? field : field.substring(0, equals);
    }

    private static String valueOf(String field) {
        return field.substring(field.indexOf('=') + 1);
    }
}
