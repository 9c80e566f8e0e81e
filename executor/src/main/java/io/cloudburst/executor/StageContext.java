package io.cloudburst.executor;

import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.SharedState;
import io.cloudburst.sdk.store.ForwardingState;

/** What one function of a stage is given. */
final class StageContext extends ForwardingState implements FunctionContext {
    private final String callId;
    private final String functionName;
    private final SharedState state;

    StageContext(String callId, String functionName, SharedState state) {
        this.callId = callId;
        this.functionName = functionName;
        this.state = state;
    }

    @Override
    public String callId() {
        return callId;
    }

    @Override
    public String functionName() {
        return functionName;
    }

    @Override
    protected SharedState state() {
        return state;
    }
}
