package io.cloudburst.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** In YAML's short form a comma in a text that is not quoted begins a field of its own, which validators refuse. */
class OpenApiTest {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete");

    private final JsonNode api = OpenApi.read();

    @Test
    void responsesParametersAndSchemesSayNothingThatOpenApiDoesNotKnow() {
        for (JsonNode operation : operations()) {
            operation
                    .get("responses")
                    .forEach(response ->
                            assertKnown(response, Set.of("$ref", "description", "headers", "content", "links")));
            operation.path("parameters").forEach(parameter -> assertKnown(parameter, Set.of("$ref")));
        }
        JsonNode components = api.get("components");
        components
                .get("parameters")
                .forEach(parameter ->
                        assertKnown(parameter, Set.of("name", "in", "required", "description", "schema", "example")));
        components.get("headers").forEach(header -> assertKnown(header, Set.of("description", "schema")));
        components
                .get("securitySchemes")
                .forEach(scheme -> assertKnown(scheme, Set.of("type", "scheme", "description", "in", "name")));
    }

    @Test
    void everyOperationHasANameOfItsOwn() {
        assertThat(operations())
                .extracting(operation -> operation.path("operationId").asText())
                .doesNotContain("")
                .doesNotHaveDuplicates();
    }

    @Test
    void everyBodyIsDescribedByASchema() {
        api.findValues("content")
                .forEach(content ->
                        content.forEach(body -> assertThat(body.path("schema").isObject())
                                .as(body.toString())
                                .isTrue()));
    }

    private List<JsonNode> operations() {
        List<JsonNode> operations = new ArrayList<>();
        api.get("paths").forEach(path -> path.properties().forEach(field -> {
            if (METHODS.contains(field.getKey())) {
                operations.add(field.getValue());
            }
        }));
        assertThat(operations).hasSizeGreaterThan(10);
        return operations;
    }

    private static void assertKnown(JsonNode node, Set<String> known) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        assertThat(known).as(node.toString()).containsAll(names);
    }
}
