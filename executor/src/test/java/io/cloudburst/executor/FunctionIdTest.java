package io.cloudburst.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.sdk.CloudburstException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionIdTest {
    @ParameterizedTest
    @CsvSource({
        "018f-9f86-3, 018f-9f86-3, ''",
        "018f-9f86-3/left, 018f-9f86-3, left",
        "018f-9f86-3/then1.each[12], 018f-9f86-3, then1.each[12]",
        "a%2Fb, a/b, ''",
        "100%25/left, 100%, left",
        "%252F, %2F, ''",
        "ä b, ä b, ''"
    })
    void anIdIsReadAndWritten(String text, String runId, String function) {
        assertThat(FunctionId.parse(text)).isEqualTo(new FunctionId(runId, function));
        assertThat(new FunctionId(runId, function)).hasToString(text);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", "/", "a/", "/left", "a/b/c", "a/b[", "a/b[]", "a/b[-1]", "a/b[1]c", "a/[1]", "50%", "%2f"})
    void whatIsNoIdIsRefused(String text) {
        assertThatThrownBy(() -> FunctionId.parse(text))
                .isInstanceOf(CloudburstException.class)
                .hasMessageContaining(String.valueOf(text))
                .hasMessageContaining("FunctionContext.id()");
    }

    @Test
    void aLongTextIsRefusedWithItsBeginning() {
        assertThatThrownBy(() -> FunctionId.parse("x".repeat(10_000)))
                .isInstanceOf(CloudburstException.class)
                .hasMessageContaining("10000 characters");
    }
}
