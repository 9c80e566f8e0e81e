package io.cloudburst.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.cloudburst.cli.terminal.Table;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.code.TypeText;
import io.cloudburst.sdk.json.FunctionJson;
import io.cloudburst.sdk.registry.RegisteredCode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "functions", description = "List the functions that are registered; show or delete one.")
final class FunctionsCommand implements Runnable {
    private static final int SHORT_HASH = 12;

    @Mixin
    private ServerOption server;

    @Mixin
    private Output output;

    @Parameters(paramLabel = "PREFIX", arity = "0..1", description = "Only those that begin with it.")
    private String prefix = "";

    @Override
    public void run() {
        try (Cloudburst cloudburst = server.connect()) {
            List<RegisteredCode> functions = cloudburst.registry().functions().stream()
                    .filter(function -> function.name().startsWith(prefix))
                    .toList();
            output.rows(
                    functions,
                    new Table<RegisteredCode>()
                            .name("NAME", RegisteredCode::name)
                            .number("VERSION", RegisteredCode::version)
                            .text("TAKES", FunctionsCommand::parameters)
                            .text("GIVES", function -> TypeText.display(function.resultType()))
                            .faint(
                                    "CODE",
                                    function -> function.bundle().sha256().substring(0, SHORT_HASH))
                            .text("OPTIONS", function -> words(function.options())),
                    FunctionJson::of,
                    prefix.isEmpty()
                            ? "no functions are registered; './cloudburst deploy JAR' registers those of a jar"
                            : "no functions begin with '%s'".formatted(prefix));
        }
    }

    @Command(description = {"Show one function.", "Exits with 3 if there is none of that name."})
    void show(
            @Mixin ServerOption server,
            @Mixin Output output,
            @Parameters(paramLabel = "NAME", description = "Of the function.") String name) {
        try (Cloudburst cloudburst = server.connect()) {
            // Says what to do if there is none.
            cloudburst.function(name);
            RegisteredCode function = cloudburst.registry().function(name).orElseThrow();
            output.fields(
                    List.of(
                            new Output.Field("name", function.name()),
                            new Output.Field("version", Long.toString(function.version())),
                            new Output.Field("takes", parameters(function)),
                            new Output.Field("gives", TypeText.display(function.resultType())),
                            new Output.Field("options", words(function.options())),
                            new Output.Field(
                                    "code",
                                    "%s, %,d bytes"
                                            .formatted(
                                                    function.bundle().sha256(),
                                                    function.bundle().size()))),
                    FunctionJson.of(function));
        }
    }

    @Command(
            description = {
                "Delete a function; what runs of it goes on. Not while a DAG uses it.",
                "Exits with 3 if there is none of that name."
            })
    void delete(
            @Mixin ServerOption server,
            @Mixin Output output,
            @Parameters(paramLabel = "NAME", description = "Of the function.") String name) {
        try (Cloudburst cloudburst = server.connect()) {
            cloudburst.deleteFunction(name);
            output.result(
                    "deleted " + name, JsonNodeFactory.instance.objectNode().put("deleted", name));
        }
    }

    private static String parameters(RegisteredCode function) {
        return parameters(function.parameterTypes());
    }

    static String parameters(List<String> types) {
        return types.stream().map(TypeText::display).collect(Collectors.joining(", ", "(", ")"));
    }

    /** Such as {@code 3 attempts, 4 at once}; a dash if there is nothing special. */
    static String words(FunctionOptions options) {
        List<String> words = new ArrayList<>();
        options.retry().ifPresent(retry -> words.add(retry.attempts() + " attempts"));
        if (options.maxConcurrent() > 0) {
            words.add(options.maxConcurrent() + " at once");
        }
        options.batch().ifPresent(batch -> words.add("batches of " + batch.maxSize()));
        return words.isEmpty() ? "-" : String.join(", ", words);
    }
}
