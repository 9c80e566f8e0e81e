package io.cloudburst.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathTemplateTest {
    @Test
    void aSegmentIsAParameter() {
        PathTemplate template = PathTemplate.of("/v1/functions/{name}/calls");
        assertThat(template.match("/v1/functions/a%20b/calls")).contains(Map.of("name", "a b"));
        assertThat(template.match("/v1/functions//calls")).contains(Map.of("name", ""));
        assertThat(template.match("/v1/functions/a%2Fb/calls")).contains(Map.of("name", "a/b"));
        assertThat(template.match("/v1/functions/a/b/calls")).isEmpty();
        assertThat(template.match("/v1/functions/a")).isEmpty();
        assertThat(template.match("/v1/functions/a/calls/")).isEmpty();
        assertThat(template.match("/")).isEmpty();
    }

    @Test
    void theRestMayHaveSlashes() {
        PathTemplate template = PathTemplate.of("/v1/kvs/{key*}");
        assertThat(template.match("/v1/kvs/a/b//c%2Fd/")).contains(Map.of("key", "a/b//c/d/"));
        assertThat(template.match("/v1/kvs/")).contains(Map.of("key", ""));
        assertThat(template.match("/v1/kvs")).isEmpty();
        assertThat(template.toString()).isEqualTo("/v1/kvs/{key}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/kvs/%", "/v1/kvs/%z1", "/v1/kvs/a%4", "/v1/kvs/%ff", "/v1/kvs/%C3"})
    void whatIsNotEncodedRightIsRefused(String path) {
        assertThatThrownBy(() -> PathTemplate.of("/v1/kvs/{key*}").match(path))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().kind().status()).isEqualTo(400));
    }
}
