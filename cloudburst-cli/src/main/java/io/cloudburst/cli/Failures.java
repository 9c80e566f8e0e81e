package io.cloudburst.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.cli.terminal.PlainText;
import io.cloudburst.cli.terminal.Terminal;
import io.cloudburst.sdk.CloudburstException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi.Style;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong, in one line on standard error, and which exit code it means. */
final class Failures {
    private final PrintWriter err;
    private final Terminal terminal;
    private final boolean json;
    private final boolean verbose;

    /** @param json whether a line is an object; @param verbose whether stack traces follow */
    Failures(PrintWriter err, Terminal terminal, boolean json, boolean verbose) {
        this.err = err;
        this.terminal = terminal;
        this.json = json;
        this.verbose = verbose;
    }

    /** @return the exit code */
    int report(Throwable failure) {
        printFailure("", failure);
        return ExitCode.of(failure);
    }

    /** @param about what the failure is of, such as {@code line 3}; may be empty */
    void printFailure(String about, Throwable failure) {
        String trace = failure instanceof CloudburstException e ? e.remoteStackTrace() : "";
        if (json) {
            err.println(JsonNodeFactory.instance.objectNode().set("error", toJson(failure)));
        } else {
            String hint = trace.isEmpty() || verbose ? "" : " (--verbose shows where)";
            line((about.isEmpty() ? "" : about + ": ") + message(failure) + hint);
            if (verbose) {
                err.print(trace);
            }
        }
        if (verbose) {
            failure.printStackTrace(err);
        }
        err.flush();
    }

    /** What is no exception but an error all the same. */
    void print(String code, String message) {
        if (json) {
            err.println(JsonNodeFactory.instance.objectNode().set("error", error(code, message)));
        } else {
            line(message);
        }
        err.flush();
    }

    private void line(String message) {
        err.println(terminal.errStyle().apply("error:", List.of(Style.bold, Style.fg_red)) + " "
                + PlainText.inOneLine(message));
    }

    /** Of a command that was not understood. */
    int reportUsage(ParameterException e) {
        CommandLine command = e.getCommandLine();
        if ("Missing required subcommand".equals(e.getMessage())) {
            command.usage(err, terminal.errStyle());
            return ExitCode.WRONG;
        }
        StringBuilder message = new StringBuilder(e.getMessage());
        if (e instanceof UnmatchedArgumentException unmatched) {
            message = new StringBuilder("'%s' is no %s here"
                    .formatted(
                            unmatched.getUnmatched().get(0),
                            unmatched.isUnknownOption()
                                    ? "option"
                                    : command.getSubcommands().isEmpty() ? "argument" : "command"));
            unmatched.getSuggestions().stream()
                    .findFirst()
                    .map(guess -> "; did you mean '" + guess + "'")
                    .ifPresent(message::append);
        }
        message.append("; see '")
                .append(command.getCommandSpec().qualifiedName())
                .append(" --help'");
        print("USAGE", PlainText.inOneLine(message.toString()));
        if (verbose) {
            e.printStackTrace(err);
        }
        err.flush();
        return ExitCode.WRONG;
    }

    static ObjectNode toJson(Throwable failure) {
        if (failure instanceof CloudburstException e) {
            ObjectNode error = error(e.code().name(), e.getMessage());
            return e.remoteStackTrace().isEmpty() ? error : error.put("stackTrace", e.remoteStackTrace());
        }
        return error("FAILED", message(failure));
    }

    private static ObjectNode error(String code, String message) {
        return JsonNodeFactory.instance.objectNode().put("code", code).put("message", message);
    }

    private static String message(Throwable failure) {
        return failure instanceof CloudburstException || failure.getMessage() == null
                ? failure.toString()
                : failure.getMessage();
    }
}
