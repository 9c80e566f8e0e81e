package io.cloudburst.executor;

import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.SharedState;
import io.cloudburst.sdk.store.ForwardingState;
import java.util.List;

/** What one function of a stage is given. */
final class StageContext extends ForwardingState implements FunctionContext {
    private final List<String> callIds;
    private final String functionName;
    private final SharedState state;

    /** @param callIds at least one; many of a batch */
    StageContext(List<String> callIds, String functionName, SharedState state) {
        this.callIds = callIds;
        this.functionName = functionName;
        this.state = state;
    }

    @Override
    public String callId() {
        return callIds.get(0);
    }

    @Override
    public List<String> callIds() {
        return callIds;
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
