package io.cloudburst.cli;

import io.cloudburst.server.Role;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A process of a role that has no client commands beside it. */
@Command
final class RoleCommand implements Callable<Integer> {
    @Mixin
    private RoleOptions options;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    private final Role role;

    private RoleCommand(Role role) {
        this.role = role;
    }

    /** To be added to the program's commands. */
    static CommandLine of(Role role) {
        CommandLine command = new CommandLine(new RoleCommand(role));
        command.getCommandSpec().usageMessage().description("Run " + role.meaning() + ", until it is told to end.");
        return command;
    }

    @Override
    public Integer call() throws InterruptedException {
        return options.run(role, spec);
    }
}
