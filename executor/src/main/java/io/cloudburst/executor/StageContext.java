package io.cloudburst.executor;

import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.Message;
import io.cloudburst.sdk.SharedState;
import io.cloudburst.sdk.store.ForwardingState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What one function of a stage is given. */
final class StageContext extends ForwardingState implements FunctionContext {
    private final List<String> callIds;
    private final String functionName;
    private final SharedState state;
    private final Optional<FunctionMail> mail;

    /**
     * @param callIds at least one; many of a batch
     * @param mail empty of a batch
     */
    StageContext(List<String> callIds, String functionName, SharedState state, Optional<FunctionMail> mail) {
        this.callIds = callIds;
        this.functionName = functionName;
        this.state = state;
        this.mail = mail;
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
    public String id() {
        return mail().id();
    }

    @Override
    public void send(String id, Object message) {
        mail().send(id, message);
    }

    @Override
    public <T> Optional<Message<T>> receive(Class<T> type, Duration timeout) {
        return mail().receive(type, timeout);
    }

    @Override
    public <T> List<Message<T>> receiveAll(Class<T> type) {
        return mail().receiveAll(type);
    }

    private FunctionMail mail() {
        return mail.orElseThrow(() -> new CloudburstException(
                ErrorCode.INVALID_ARGUMENT,
                "function '%s' is given its calls in batches, and so has no id and no messages of its own"
                        .formatted(functionName)));
    }

    @Override
    protected SharedState state() {
        return state;
    }
}
