package io.cloudburst.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.cli.terminal.PlainText;
import io.cloudburst.cli.terminal.Progress;
import io.cloudburst.cli.terminal.Table;
import io.cloudburst.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Help.Ansi.Style;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Where what a command has found goes: for people as text and tables, with {@code --json} as one object a line. Data go to standard
 * output, and all else (errors, notes, progress) to standard error.
 */
final class Output {
    @Option(names = "--json", description = "Print JSON for scripts: one object a line.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    boolean json() {
        return json;
    }

    PrintWriter out() {
        return command.commandLine().getOut();
    }

    private PrintWriter err() {
        return command.commandLine().getErr();
    }

    private Main main() {
        return (Main) command.root().userObject();
    }

    private Terminal terminal() {
        return main().terminal();
    }

    /** A line of text, as it is: not for what may have control characters in it. */
    void line(String text) {
        out().println(text);
    }

    /** In one line. */
    void object(JsonNode object) {
        out().println(object);
    }

    /**
     * Rows of one kind.
     *
     * @param whenEmpty said to people in their place when there are none
     */
    <T> void rows(
            List<? extends T> rows, Table<T> table, Function<? super T, ? extends JsonNode> toJson, String whenEmpty) {
        if (json) {
            rows.forEach(row -> object(toJson.apply(row)));
        } else if (rows.isEmpty()) {
            note(whenEmpty);
        } else {
            out().print(table.render(rows, terminal()));
            out().flush();
        }
    }

    /** One thing in detail: a line for each field. */
    void fields(List<Field> fields, ObjectNode object) {
        if (json) {
            object(object);
            return;
        }
        int width =
                fields.stream().mapToInt(field -> field.name().length()).max().orElse(0);
        for (Field field : fields) {
            String name = field.name() + " ".repeat(width - field.name().length());
            line(terminal().outStyle().apply(name, List.of(Style.faint)) + "  " + PlainText.inOneLine(field.value()));
        }
    }

    record Field(String name, String value) {}

    /** What one thing has come to, in words or as an object. */
    void result(String text, ObjectNode object) {
        if (json) {
            object(object);
        } else {
            line(text);
        }
    }

    /** Lines to know that are not what was asked for; nothing to a script. */
    void note(String text) {
        if (!json) {
            text.lines().forEach(line -> err().println(
                            terminal().errStyle().apply(PlainText.inOneLine(line), List.of(Style.faint))));
        }
    }

    /** The same, to a script as an object on standard error. */
    void summary(String text, ObjectNode object) {
        if (json) {
            err().println(JsonNodeFactory.instance.objectNode().set("summary", object));
        } else {
            err().println(text);
        }
    }

    Failures failures() {
        return new Failures(err(), terminal(), json, main().verbose());
    }

    /** @param unit of what is counted */
    Progress progress(String unit) {
        return Progress.start(terminal(), err(), unit);
    }
}
