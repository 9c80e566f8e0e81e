package io.cloudburst.cli;

import io.cloudburst.server.JvmOptions;
import io.cloudburst.server.Role;
import io.cloudburst.server.RoleProcess;
import io.cloudburst.server.settings.Settings;
import io.cloudburst.server.settings.SettingsException;
import io.cloudburst.server.settings.SettingsReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What a command takes that runs a role in this process. */
final class RoleOptions {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description =
                    "The settings, as YAML (environment: CLOUDBURST_CONFIG; default: conf/cloudburst.yaml of the distribution).")
    private Path config;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A setting, in place of the file's and the environment's. May be given again.")
    private List<String> overrides = List.of();

    /** For the launcher. */
    @Option(names = "--jvm-options", hidden = true)
    private boolean jvmOptions;

    /** Whether these arguments of the program ask for a role, not for one of the client commands of the same name. */
    static boolean areMeantBy(List<String> args) {
        return !args.isEmpty()
                && Role.of(args.get(0)).isPresent()
                && (args.size() == 1 || args.get(1).startsWith("-"));
    }

    /** Runs it to its end. */
    int run(Role role, CommandSpec spec) throws InterruptedException {
        return run(role, spec, List.of());
    }

    /** @param more {@code name=value} of options that stand for settings */
    int run(Role role, CommandSpec spec, List<String> more) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Settings settings;
        List<String> all = new ArrayList<>(overrides);
        all.addAll(more);
        try {
            settings = SettingsReader.read(Optional.ofNullable(config), System.getenv(), all);
        } catch (SettingsException e) {
            err.println("error: " + e.getMessage());
            return RoleProcess.WRONG;
        }
        if (jvmOptions) {
            JvmOptions.of(role, settings).forEach(out::println);
            return 0;
        }
        return RoleProcess.run(role, settings, out, err);
    }
}
