package io.cloudburst.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LatticeBenchmarkTest {
    @ParameterizedTest
    @EnumSource
    void eachTypeIsWhatItsNameSaysAndTheDeltaAddsToIt(LatticeBenchmark.Type type) {
        LatticeBenchmark benchmark = new LatticeBenchmark(type);
        benchmark.build();

        Lattice<?> value = (Lattice<?>) benchmark.decode();
        assertThat(value.type().name()).isEqualTo(type.name());
        assertThat(LatticeCodec.encode(value)).isEqualTo(benchmark.encode());
        assertThat(benchmark.join()).isNotEqualTo(value);
    }
}
