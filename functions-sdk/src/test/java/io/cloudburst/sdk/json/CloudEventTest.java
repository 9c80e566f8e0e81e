package io.cloudburst.sdk.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudburst.sdk.value.ValueJson;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudEventTest {
    private static JsonNode json(String text) {
        return ValueJson.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode structured(String more) {
        return CloudEvent.structured(json("{'specversion': '1.0', 'source': '/s', 'id': '7', " + more + "}"))
                .call();
    }

    private static Map<String, String> attributes(String... more) {
        Map<String, String> attributes =
                new HashMap<>(Map.of("specversion", "1.0", "source", "/s", "id", "7", "type", "com.example.ordered"));
        for (int i = 0; i < more.length; i += 2) {
            attributes.put(more[i], more[i + 1]);
        }
        return attributes;
    }

    @Test
    void anEventIsACallOfTheFunctionOfItsType() {
        assertThat(structured("'type': 'com.example.ordered', 'time': 'now', 'data': {'n': 1}"))
                .isEqualTo(json("{'function': 'com.example.ordered', 'args': [{'n': 1}], 'idempotencyKey': '/s 7'}"));
        assertThat(structured("'type': 'f'").get("args")).isEqualTo(json("[null]"));
    }

    @Test
    void anEventThatIsACallHasItsTargetInItsSubject() {
        assertThat(
                        structured(
                                "'type': 'io.cloudburst.call', 'subject': 'functions/f', 'data': {'args': [1], 'timeoutMs': 5}"))
                .isEqualTo(json("{'function': 'f', 'args': [1], 'timeoutMs': 5, 'idempotencyKey': '/s 7'}"));
        assertThat(structured("'type': 'io.cloudburst.call', 'subject': 'dags/d'"))
                .isEqualTo(json("{'dag': 'd', 'idempotencyKey': '/s 7'}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "application/json | [1] | [1]",
                "~~ | 1 | 1",
                "application/x+json; charset=utf-8 | {} | {}",
                "text/plain | a | 'a'",
                "image/png | a | 'YQ=='"
            })
    void dataIsTakenByItsType(String contentType, String data, String argument) {
        JsonNode call = CloudEvent.binary(attributes(), data.getBytes(StandardCharsets.UTF_8), contentType)
                .call();
        assertThat(call.get("args").get(0)).isEqualTo(json(argument));
    }

    @Test
    void base64IsDecoded() {
        assertThat(structured("'type': 'f', 'datacontenttype': 'text/plain', 'data_base64': 'aGk='")
                        .get("args"))
                .isEqualTo(json("['hi']"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{} | specversion",
                "[] | JSON object",
                "{'specversion': '0.3', 'type': 'f', 'source': 's', 'id': '1'} | must be 1.0",
                "{'specversion': '1.0', 'type': 'f', 'source': 's'} | \"id\"",
                "{'specversion': '1.0', 'type': [], 'source': 's', 'id': '1'} | \"type\"",
                "{'specversion': '1.0', 'type': 'f', 'source': 's', 'id': '1', 'data_base64': '%'} | base64",
                "{'specversion': '1.0', 'type': 'f', 'source': 's', 'id': '1', 'data': 1, 'data_base64': ''} | either",
                "{'specversion': '1.0', 'type': 'io.cloudburst.call', 'source': 's', 'id': '1', 'subject': 'x'} | functions/NAME",
                "{'specversion': '1.0', 'type': 'io.cloudburst.call', 'source': 's', 'id': '1', 'subject': 'dags/d', 'data': {'function': 'f'}} | no field \"function\""
            })
    void whatIsNoEventIsRefused(String event, String why) {
        assertThatThrownBy(() -> CloudEvent.structured(json(event)).call())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }
}
