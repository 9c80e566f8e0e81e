package io.cloudburst.gateway.http;

/** Carries a {@link Problem} to whoever answers. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        // Said to a caller, not to a log: where it was thrown tells nobody anything.
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    public ProblemException(ProblemKind kind, String detail) {
        this(Problem.of(kind, detail));
    }

    public Problem problem() {
        return problem;
    }
}
