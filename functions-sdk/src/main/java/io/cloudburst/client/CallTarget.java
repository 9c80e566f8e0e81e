package io.cloudburst.client;

/** What is called. */
record CallTarget(String name, boolean isDag) {
    static CallTarget function(String name) {
        return new CallTarget(name, false);
    }

    static CallTarget dag(String name) {
        return new CallTarget(name, true);
    }

    /** For messages. */
    @Override
    public String toString() {
        return (isDag ? "DAG '" : "function '") + name + "'";
    }
}
