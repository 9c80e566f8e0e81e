package io.cloudburst.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Where measures are printed: as a table for people, or an object a line for programs. */
public final class Report {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintWriter out;
    private final boolean json;

    public Report(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    /** What is going on, for people only. */
    public void say(String line) {
        if (!json) {
            out.println(line);
            out.flush();
        }
    }

    public void print(List<Measure> measures) {
        if (json) {
            measures.forEach(measure -> out.println(toJson(measure)));
        } else {
            int width = measures.stream()
                    .mapToInt(measure -> label(measure).length())
                    .max()
                    .orElse(0);
            String row = "%-" + width + "s %12s %12s %6s  %-12s %s";
            out.println();
            out.println(row.formatted("", "measured", "limit", "ratio", "from to", "target"));
            measures.forEach(m -> out.println(row.formatted(
                            label(m),
                            number(m.value()),
                            number(m.limit()),
                            ratio(m.ratio()),
                            ratio(m.ratios().least()) + " " + ratio(m.ratios().greatest()),
                            m.aim() + (m.met() ? "" : "  MISSED"))
                    .stripTrailing()));
        }
        out.flush();
    }

    /** What a long run has left behind. */
    void printGrowth(String bench, List<Growth> growths) {
        if (json) {
            growths.forEach(growth -> out.println(toJson(bench, growth)));
        } else {
            int width = growths.stream()
                    .mapToInt(growth -> label(growth).length())
                    .max()
                    .orElse(0);
            String row = "%-" + width + "s %9s %9s %9s %11s %10s  %s";
            out.println();
            out.println(row.formatted("", "start", "middle", "end", "end/middle", "end/start", "flat is"));
            growths.forEach(g -> out.println(row.formatted(
                            label(g),
                            shortNumber(g.start()),
                            shortNumber(g.middle()),
                            shortNumber(g.end()),
                            ratio(g.endToMiddle()),
                            ratio(g.endToStart()),
                            "≤ " + ratio(g.bound().toMiddle()) + " and "
                                    + ratio(g.bound().toStart()) + ", or "
                                    + shortNumber(g.bound().more()) + " more" + (g.isFlat() ? "" : "  GROWS"))
                    .stripTrailing()));
        }
        out.flush();
    }

    private static String label(Growth growth) {
        return growth.process() + ", " + growth.what();
    }

    private static String shortNumber(double value) {
        return String.format(Locale.ROOT, value >= 100 || value == Math.rint(value) ? "%,.0f" : "%.1f", value);
    }

    private static ObjectNode toJson(String bench, Growth growth) {
        return JSON.createObjectNode()
                .put("bench", bench)
                .put("process", growth.process())
                .put("case", growth.what())
                .put("start", growth.start())
                .put("middle", growth.middle())
                .put("end", growth.end())
                .put("mostToMiddle", growth.bound().toMiddle())
                .put("mostToStart", growth.bound().toStart())
                .put("mostMore", growth.bound().more())
                .put("flat", growth.isFlat());
    }

    private static String label(Measure measure) {
        return measure.name() + ", " + measure.unit();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : "%.3f", value);
    }

    private static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static ObjectNode toJson(Measure measure) {
        ObjectNode node = JSON.createObjectNode()
                .put("bench", measure.bench())
                .put("case", measure.name())
                .put("value", measure.value())
                .put("unit", measure.unit())
                .put("limit", measure.limit())
                .put("ratio", measure.ratio())
                .put("ratioFrom", measure.ratios().least())
                .put("ratioTo", measure.ratios().greatest());
        if (!measure.target().isNone()) {
            node.put("target", measure.aim()).put("met", measure.met());
        }
        return node;
    }
}
