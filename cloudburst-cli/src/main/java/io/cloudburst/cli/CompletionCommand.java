package io.cloudburst.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "completion",
        description = "Print a script that lets a shell complete commands and options.",
        footer = {
            "",
            "Examples:",
            "  source <(./cloudburst completion bash)      # in ~/.bashrc, with the path of the checkout",
            "  source <(./cloudburst completion zsh)       # in ~/.zshrc"
        })
final class CompletionCommand implements Runnable {
    private enum Shell {
        bash,
        zsh
    }

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
    private Shell shell;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    /** One script does for both: it has zsh read what is written for bash. */
    @Override
    public void run() {
        spec.commandLine()
                .getOut()
                .print(AutoComplete.bash(spec.root().name(), spec.root().commandLine()));
        spec.commandLine().getOut().flush();
    }
}
