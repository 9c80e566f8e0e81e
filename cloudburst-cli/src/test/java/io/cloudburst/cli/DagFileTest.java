package io.cloudburst.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.json.DagJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DagFileTest {
    @TempDir
    private Path directory;

    private String file(String content) throws IOException {
        return Files.writeString(directory.resolve("dag"), content).toString();
    }

    @Test
    void yamlAndJsonAreRead() throws IOException {
        Dag dag = Dag.chain("two", "incr", "square");

        assertThat(DagFile.read(
                        file("name: two\nnodes: [{name: incr}, {name: square}]\nedges: [{from: incr, to: square}]"),
                        null))
                .isEqualTo(dag);
        assertThat(DagFile.read(file(DagJson.of(dag).toString()), null)).isEqualTo(dag);
    }

    @Test
    void whatIsShownIsReadAgain() throws IOException {
        Dag dag = Dag.chain("123", "incr", "square");

        assertThat(DagFile.read(file(DagFile.toYaml(DagJson.of(dag).put("version", 7))), null))
                .isEqualTo(dag);
    }

    @Test
    void aNameMayBeGivenBeside() throws IOException {
        assertThat(DagFile.read(file("{name: other, nodes: [{name: incr}]}"), "mine")
                        .name())
                .isEqualTo("mine");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nodes: [{name: incr}] | no \"name\"",
                "just words | no object",
                "'' | it is empty",
                "name: x, nodes: [ | neither JSON nor YAML",
                "{name: x, name: y} | neither JSON nor YAML",
                "{name: x, nodes: [{nam: incr}]} | nam",
                "{name: x, nodes: 3} | nodes",
            })
    void whatIsNoDagIsRefusedWithTheFileNamed(String content, String why) throws IOException {
        String file = file(content);

        assertThatThrownBy(() -> DagFile.read(file, null))
                .hasMessageContaining(file + " is no DAG: ")
                .hasMessageContaining(why);
    }
}
