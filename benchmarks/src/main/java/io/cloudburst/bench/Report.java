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
            out.printf("%n%-28s %14s %14s %8s   %s%n", "", "measured", "limit", "ratio", "target");
            measures.forEach(m -> out.printf(
                    Locale.ROOT,
                    "%-28s %14s %14s %8.2f   %s%n",
                    m.name() + ", " + m.unit(),
                    number(m.value()),
                    number(m.limit()),
                    m.ratio(),
                    m.target() + (m.met() ? "" : "  MISSED")));
        }
        out.flush();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : "%.3f", value);
    }

    private static ObjectNode toJson(Measure measure) {
        ObjectNode node = JSON.createObjectNode()
                .put("bench", measure.bench())
                .put("case", measure.name())
                .put("value", measure.value())
                .put("unit", measure.unit())
                .put("limit", measure.limit())
                .put("ratio", measure.ratio());
        if (!measure.target().toString().isEmpty()) {
            node.put("target", measure.target().toString()).put("met", measure.met());
        }
        return node;
    }
}
