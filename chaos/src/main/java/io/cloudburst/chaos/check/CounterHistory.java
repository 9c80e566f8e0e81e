package io.cloudburst.chaos.check;

import java.util.List;

/** A counter is what was acknowledged, and of what was not acknowledged any part. */
final class CounterHistory implements KeyHistory {
    private long least;
    private long most;

    @Override
    public void add(String value, boolean removed, long begun, long acknowledged) {
        long amount = Long.parseLong(value);
        boolean sure = acknowledged != NEVER;
        least += sure || amount < 0 ? amount : 0;
        most += sure || amount > 0 ? amount : 0;
    }

    @Override
    public void check(String where, List<String> seen, Violations violations) {
        long value = seen.isEmpty() ? 0 : Long.parseLong(seen.get(0));
        if (value < least) {
            violations.add(Violation.Kind.LOST, "%s is %d, must be %d at least", where, value, least);
        } else if (value > most) {
            violations.add(Violation.Kind.TWICE, "%s is %d, must be %d at most", where, value, most);
        }
    }
}
