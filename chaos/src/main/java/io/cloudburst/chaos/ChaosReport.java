package io.cloudburst.chaos;

import io.cloudburst.chaos.check.Violation;
import io.cloudburst.chaos.fault.RecoveryTimes.OfFault;
import io.cloudburst.chaos.fault.RecoveryTimes.OfGroup;
import io.cloudburst.chaos.history.Group;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** What came of a run. */
public final class ChaosReport {
    private final Totals totals;
    private final List<OfFault> faults;
    private final List<Violation> violations;
    private final Map<Violation.Kind, Integer> counts;
    private final long leftOut;

    ChaosReport(
            Totals totals,
            List<OfFault> faults,
            List<Violation> violations,
            Map<Violation.Kind, Integer> counts,
            long leftOut) {
        this.totals = totals;
        this.faults = faults;
        this.violations = violations;
        this.counts = counts;
        this.leftOut = leftOut;
    }

    /** Whether every promise was kept. */
    public boolean isClean() {
        return violations.isEmpty();
    }

    public List<Violation> violations() {
        return violations;
    }

    /** How many operations have succeeded. */
    public long succeeded() {
        return totals.ends().values().stream()
                .mapToLong(ends -> ends.getOrDefault(Totals.OK, 0))
                .sum();
    }

    public void print(PrintWriter out) {
        out.printf("%nOperations%n");
        totals.ends().forEach((group, ends) -> out.printf("  %-18s %s%n", group.words(), described(ends)));
        if (leftOut > 0) {
            out.printf("  not begun, because too many had not ended: %d%n", leftOut);
        }
        printFaults(out);
        printKinds(out);
        if (isClean()) {
            out.printf("%nEvery promise was kept.%n");
        } else {
            out.printf("%nNOT KEPT: %s%n", counts);
            violations.forEach(violation -> out.println("  " + violation));
        }
        out.printf(
                "Seed %d, %d s, %d operations a second: cloudburst chaos --seed %d --seconds %d --rate %d%n",
                totals.seed(),
                totals.seconds(),
                totals.perSecond(),
                totals.seed(),
                totals.seconds(),
                totals.perSecond());
        out.flush();
    }

    private static String described(Map<String, Integer> ends) {
        StringBuilder text = new StringBuilder();
        ends.forEach((end, count) -> text.append(String.format(Locale.ROOT, "%s %,d  ", end, count)));
        return text.toString().strip();
    }

    private void printFaults(PrintWriter out) {
        out.printf(
                "%nFaults: away, and then, of what goes through there: first success / longest silence (errors); *: held up by another fault too%n");
        for (OfFault fault : faults) {
            StringBuilder text = new StringBuilder();
            fault.groups()
                    .forEach((group, flow) -> text.append(String.format(
                            Locale.ROOT,
                            "  %s%s %s / %s%s",
                            group.words(),
                            flow.alone() ? "" : "*",
                            seconds(flow.firstMillis()),
                            seconds(flow.silenceMillis()),
                            flow.errors() == 0 ? "" : " (" + flow.errors() + ")")));
            out.printf("  %3d  %-20s away %-8s%s%n", fault.number(), fault.kind(), seconds(fault.awayMillis()), text);
        }
    }

    private void printKinds(PrintWriter out) {
        Map<String, Map<Group, List<OfGroup>>> kinds = new TreeMap<>();
        faults.forEach(fault -> fault.groups().forEach((group, flow) -> {
            if (flow.alone()) {
                kinds.computeIfAbsent(fault.kind(), first -> new EnumMap<>(Group.class))
                        .computeIfAbsent(group, first -> new ArrayList<>())
                        .add(flow);
            }
        }));
        out.printf(
                "%n%-20s %-18s %6s  %-22s %-22s %s%n",
                "Fault", "of", "times", "first success", "longest silence", "errors");
        kinds.forEach((kind, groups) -> groups.forEach((group, flows) -> out.printf(
                "%-20s %-18s %6d  %-22s %-22s %d%n",
                kind,
                group.words(),
                flows.size(),
                medianAndWorst(flows, OfGroup::firstMillis),
                medianAndWorst(flows, OfGroup::silenceMillis),
                flows.stream().mapToInt(OfGroup::errors).sum())));
    }

    private static String medianAndWorst(List<OfGroup> flows, ToLongFunction<OfGroup> of) {
        // None before the next fault is worse than any.
        List<Long> sorted = flows.stream()
                .map(flow -> of.applyAsLong(flow) < 0 ? Long.MAX_VALUE : of.applyAsLong(flow))
                .sorted()
                .toList();
        return seconds(sorted.get((sorted.size() - 1) / 2)) + ", worst " + seconds(sorted.get(sorted.size() - 1));
    }

    private static String seconds(long millis) {
        return millis < 0 || millis == Long.MAX_VALUE ? "never" : String.format(Locale.ROOT, "%.2f s", millis / 1e3);
    }
}
