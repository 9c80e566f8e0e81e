package io.cloudburst.server;

import com.sun.management.UnixOperatingSystemMXBean;
import io.cloudburst.server.settings.SettingsException;
import java.lang.management.ManagementFactory;

/** How many files this process may have open: a broker that finds none left ends without a word, and takes its whole process with it. */
public final class OpenFiles {
    private static final long LEAST = 1_024;

    private OpenFiles() {}

    /** @throws SettingsException if they are too few; elsewhere than on Unix nobody knows */
    public static void check() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            check(system.getMaxFileDescriptorCount());
        }
    }

    static void check(long most) {
        if (most < LEAST) {
            throw new SettingsException(
                    "open files: this process may have %d, and needs at least %d; raise the limit (ulimit -Hn, or LimitNOFILE of its service)"
                            .formatted(most, LEAST));
        }
    }
}
