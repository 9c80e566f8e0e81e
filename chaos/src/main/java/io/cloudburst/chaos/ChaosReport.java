package io.cloudburst.chaos;

import io.cloudburst.chaos.check.Violation;
import io.cloudburst.chaos.fault.RecoveryTimes.OfFault;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What came of a run. */
public final class ChaosReport {
    private final Totals totals;
    private final List<OfFault> faults;
    private final List<Violation> violations;
    private final Map<Violation.Kind, Integer> counts;
    private final long leftOut;
    /** By process, what was measured of it, in words. */
    private final Map<String, List<String>> held;

    ChaosReport(
            Totals totals,
            List<OfFault> faults,
            List<Violation> violations,
            Map<Violation.Kind, Integer> counts,
            Map<String, List<String>> held,
            long leftOut) {
        this.totals = totals;
        this.faults = faults;
        this.violations = violations;
        this.counts = counts;
        this.held = held;
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
        new RecoveryTable(faults).print(out);
        printProcesses(out);
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

    private void printProcesses(PrintWriter out) {
        out.printf(
                "%nProcesses, under load before the faults and at rest afterwards: threads, open files, of one core%n");
        held.forEach((server, measured) -> out.printf("  %-14s %s%n", server, String.join("  ->  ", measured)));
    }
}
