package io.cloudburst.chaos;

import io.cloudburst.chaos.fault.Aim;
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

/** How long faults are felt: each for itself, and those of a kind together, beside what is aimed at. */
final class RecoveryTable {
    private static final String ROW = "%-24s %-18s %5s  %-23s %-23s %6s  %s%n";

    private final List<OfFault> faults;

    private record Felt(OfFault fault, OfGroup flow) {}

    RecoveryTable(List<OfFault> faults) {
        this.faults = faults;
    }

    void print(PrintWriter out) {
        printFaults(out);
        printKinds(out);
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
            out.printf("  %3d  %-24s away %-8s%s%n", fault.number(), fault.kind(), seconds(fault.awayMillis()), text);
        }
    }

    private void printKinds(PrintWriter out) {
        Map<String, Map<Group, List<Felt>>> kinds = new TreeMap<>();
        faults.forEach(fault -> fault.groups().forEach((group, flow) -> {
            if (flow.alone()) {
                kinds.computeIfAbsent(fault.kind(), first -> new EnumMap<>(Group.class))
                        .computeIfAbsent(group, first -> new ArrayList<>())
                        .add(new Felt(fault, flow));
            }
        }));
        out.println();
        out.printf(ROW, "Fault", "of", "times", "first success", "longest silence", "errors", "aim");
        kinds.forEach((kind, groups) -> groups.forEach((group, felt) -> out.printf(
                ROW,
                kind,
                group.words(),
                felt.size(),
                medianAndWorst(felt, OfGroup::firstMillis),
                medianAndWorst(felt, OfGroup::silenceMillis),
                felt.stream().mapToInt(each -> each.flow().errors()).sum(),
                Aim.of(kind, group).map(aim -> described(aim, felt)).orElse(""))));
    }

    private static String described(Aim aim, List<Felt> felt) {
        long reached = felt.stream()
                .filter(each -> aim.isReached(each.fault(), each.flow()))
                .count();
        return reached == felt.size()
                ? aim.words() + ": reached"
                : "%s: MISSED %d of %d times".formatted(aim.words(), felt.size() - reached, felt.size());
    }

    private static String medianAndWorst(List<Felt> felt, ToLongFunction<OfGroup> of) {
        // None before the next fault is worse than any.
        List<Long> sorted = felt.stream()
                .map(each -> of.applyAsLong(each.flow()))
                .map(millis -> millis < 0 ? Long.MAX_VALUE : millis)
                .sorted()
                .toList();
        return seconds(sorted.get((sorted.size() - 1) / 2)) + ", worst " + seconds(sorted.get(sorted.size() - 1));
    }

    private static String seconds(long millis) {
        return millis < 0 || millis == Long.MAX_VALUE ? "never" : String.format(Locale.ROOT, "%.2f s", millis / 1e3);
    }
}
