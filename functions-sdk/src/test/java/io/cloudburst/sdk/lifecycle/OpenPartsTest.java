package io.cloudburst.sdk.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenPartsTest {
    private final List<String> closed = new ArrayList<>();
    private final OpenParts parts = new OpenParts();

    @Test
    void theLastIsClosedFirst() {
        parts.add(() -> closed.add("first"));
        parts.add(() -> closed.add("second"));

        parts.close();
        parts.close();

        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void onePartThatCannotBeClosedDoesNotKeepTheOthersOpen() {
        parts.add(() -> closed.add("first"));
        parts.add(() -> {
            throw new IllegalStateException("on purpose");
        });

        parts.close();

        assertThat(closed).containsExactly("first");
    }
}
