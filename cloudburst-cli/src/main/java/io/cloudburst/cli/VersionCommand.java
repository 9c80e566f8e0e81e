package io.cloudburst.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

@Command(name = "version", description = "Show which version this is.")
final class VersionCommand implements Runnable, IVersionProvider {
    @Mixin
    private Output output;

    @Override
    public void run() {
        output.result(
                getVersion()[0],
                JsonNodeFactory.instance
                        .objectNode()
                        .put("version", version())
                        .put("java", Runtime.version().toString()));
    }

    @Override
    public String[] getVersion() {
        return new String[] {"cloudburst %s, Java %s".formatted(version(), Runtime.version())};
    }

    private static String version() {
        String version = VersionCommand.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }
}
