package io.cloudburst.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudburst.cli.terminal.Terminal;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.value.ValueJson;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that end before they connect: what is said of them, and with which exit code. */
class FailuresTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.execute(Terminal.NONE, new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    private JsonNode jsonError() {
        return ValueJson.parse(err.toString().getBytes(StandardCharsets.UTF_8)).get("error");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "frobnicate",
                "functoins",
                "call",
                "call square --no-such-option",
                "call square 2 --timeout 30",
                "call square 2 --timeout soon",
                "call square - --trace",
                "call square - --in-flight 0",
                "call square 2 --color pink",
                "call square 2 --server nowhere",
                "call square 2 --server 127.0.0.1:99999",
                "kvs scan --limit 0",
                "dag register no-such-file.yaml",
                "dag explain x --as prose",
                "completion fish",
                "gateway key ann --role king",
                "bench soak --minutes 0",
            })
    void whatIsAskedWronglyIsSaidInOneLine(String command) {
        assertThat(run(command.split(" "))).isEqualTo(ExitCode.WRONG);
        assertThat(err.toString()).startsWith("error: ").hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aMistypedCommandIsGuessed() {
        run("functoins");

        assertThat(err.toString()).contains("did you mean", "functions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dag", "dead-letters", "bench"})
    void aGroupOfCommandsShowsThem(String command) {
        assertThat(run(command.isEmpty() ? new String[0] : new String[] {command}))
                .isEqualTo(ExitCode.WRONG);
        assertThat(err.toString()).contains("Usage: cloudburst", "Commands:");
    }

    @Test
    void whereNobodyListensIsSaidAtOnce() {
        assertThat(run("functions", "--server", "127.0.0.1:1")).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(err.toString())
                .startsWith("error: UNAVAILABLE: nothing answers at 127.0.0.1:1 ")
                .contains("--server", "./cloudburst up")
                .hasLineCount(1);
    }

    @Test
    void errorsAreObjectsToScripts() {
        run("functions", "--json", "--server", "127.0.0.1:1");

        assertThat(jsonError().get("code").textValue()).isEqualTo("UNAVAILABLE");
    }

    @Test
    void soAreMistakesOfTheCommandLine() {
        run("functions", "--json", "--frob");

        assertThat(jsonError().get("code").textValue()).isEqualTo("USAGE");
        assertThat(jsonError().get("message").textValue()).contains("--frob");
    }

    @Test
    void theStackTraceComesOnlyWhenAskedFor() {
        run("functions", "--verbose", "--server", "127.0.0.1:1");

        assertThat(err.toString()).contains("\tat io.cloudburst");
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyErrorHasAnExitCodeThatIsNotDone(ErrorCode code) {
        assertThat(ExitCode.of(new CloudburstException(code, "why"))).isBetween(ExitCode.FAILED, ExitCode.BUSY);
    }

    @Test
    void completionKnowsTheCommands() {
        assertThat(run("completion", "bash")).isZero();
        assertThat(out.toString()).contains("dead-letters", "--idempotency-key", "complete -F _complete_cloudburst");
    }

    @Test
    void theVersionIsShownAsTextAndAsJson() {
        assertThat(run("--version")).isZero();
        assertThat(run("version", "--json")).isZero();
        assertThat(out.toString()).startsWith("cloudburst ").contains("{\"version\":\"");
    }
}
