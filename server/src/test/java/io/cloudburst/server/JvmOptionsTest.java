package io.cloudburst.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.server.settings.Memory;
import io.cloudburst.server.settings.Settings;
import io.cloudburst.server.settings.SettingsReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class JvmOptionsTest {
    @ParameterizedTest
    @EnumSource(Role.class)
    void whatTheJvmIsToldFitsIntoTheMemoryOfTheRole(Role role) {
        for (String memory : List.of("512m", "1g", "8g")) {
            long all = Memory.parse(memory).mebibytes();
            List<String> options = options(role, role.command() + ".memory=" + memory);
            long rocks = role == Role.KVS ? JvmOptions.nativeBytes(Memory.parse(memory)) >> 20 : 0;
            long told = mebibytes(options, "-Xmx")
                    + mebibytes(options, "-XX:MaxDirectMemorySize=")
                    + mebibytes(options, "-XX:MaxMetaspaceSize=")
                    + rocks;
            assertThat(told).as(role + " with " + memory).isBetween(all / 2, all);
        }
    }

    @ParameterizedTest
    @CsvSource({"512m", "768m", "4g"})
    void aTaskManagersPartsAreAllOfItsMemory(String memory) {
        var parts = io.cloudburst.server.flink.TaskManagerMemory.of(Memory.parse(memory));
        // Managed memory, which is Flink's alone, is the one that is not named.
        assertThat(parts.heap().mebibytes()
                        + parts.direct().mebibytes()
                        + parts.metaspace().mebibytes()
                        + parts.overhead().mebibytes()
                        + 16)
                .isEqualTo(Memory.parse(memory).mebibytes());
    }

    private static List<String> options(Role role, String... overrides) {
        Settings settings = SettingsReader.read(Optional.empty(), Map.of(), List.of(overrides));
        return JvmOptions.of(role, settings);
    }

    private static long mebibytes(List<String> options, String name) {
        return options.stream()
                .filter(option -> option.startsWith(name))
                .map(option -> Memory.parse(option.substring(name.length())).mebibytes())
                .findFirst()
                .orElseThrow();
    }
}
