package io.cloudburst.remote.wire;

/** How stages are called in StateFun's protocol: names of functions and of types, each {@code NAMESPACE/NAME}. */
public final class StageMessages {
    public static final String NAMESPACE = "cloudburst";

    /** The function that runs a stage. */
    public static final String STAGE = "stage";

    /** The function that ends the stages of a run. */
    public static final String CANCEL = "cancel";

    /** The type of a {@link io.cloudburst.protocol.RemoteStage}. */
    public static final String STAGE_TYPE = "cloudburst/remote-stage";

    /** The type of a {@link io.cloudburst.protocol.RemoteOutcome}. */
    public static final String OUTCOME_TYPE = "cloudburst/remote-outcome";

    /** The type of a {@link io.cloudburst.protocol.RemoteCancel}. */
    public static final String CANCEL_TYPE = "cloudburst/remote-cancel";

    /** Any JSON value: what functions in other languages are given, and may give. */
    public static final String JSON_TYPE = "cloudburst/json";

    /** What functions in other languages give when they have failed: JSON text, or an object with a message and a stack trace. */
    public static final String ERROR_TYPE = "cloudburst/error";

    /** Where a worker takes requests. */
    public static final String PATH = "/statefun";

    /** Where a worker says whether it takes any. */
    public static final String HEALTH_PATH = "/health";

    /** Of a request to a worker: the arguments of a stage, and its functions. */
    public static final int MAX_REQUEST_BYTES = 72 << 20;

    private StageMessages() {}
}
