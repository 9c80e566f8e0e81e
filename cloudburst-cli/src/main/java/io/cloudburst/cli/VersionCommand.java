package io.cloudburst.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(name = "version", description = "Show which version this is.")
final class VersionCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        String version = VersionCommand.class.getPackage().getImplementationVersion();
        spec.commandLine().getOut().printf("cloudburst %s, Java %s%n", version, Runtime.version());
    }
}
