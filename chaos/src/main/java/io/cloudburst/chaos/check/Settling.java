package io.cloudburst.chaos.check;

import io.cloudburst.chaos.history.Event;
import io.cloudburst.server.RoleProcess;

/** In the end all is at rest, and every process has come back. */
final class Settling implements Checker.Check {
    private final Violations violations;
    private boolean settled;

    Settling(Violations violations) {
        this.violations = violations;
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.Died died && (died.exitCode() == 0 || died.exitCode() == RoleProcess.WRONG)) {
            // Its launcher would not start it again.
            violations.add(
                    Violation.Kind.GAVE_UP,
                    "%s ended with code %d at %s",
                    died.server(),
                    died.exitCode(),
                    Times.seconds(died.at()));
        } else if (event instanceof Event.Settled end) {
            settled = !end.replicaSets().isEmpty();
            end.stuck().forEach(what -> violations.add(Violation.Kind.STUCK, "%s", what));
        }
    }

    @Override
    public void end() {
        if (!settled) {
            violations.add(Violation.Kind.INCOMPLETE, "the history has no end: nobody has looked at what is left");
        }
    }
}
