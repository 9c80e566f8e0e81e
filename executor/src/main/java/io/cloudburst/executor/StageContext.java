package io.cloudburst.executor;

import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.Message;
import io.cloudburst.sdk.SharedState;
import io.cloudburst.sdk.store.ForwardingState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What one function of a stage is given. */
final class StageContext extends ForwardingState implements FunctionContext {
    private final String callId;
    private final String functionName;
    private final SharedState state;
    private final FunctionMail mail;

    StageContext(String callId, String functionName, SharedState state, FunctionMail mail) {
        this.callId = callId;
        this.functionName = functionName;
        this.state = state;
        this.mail = mail;
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
    public String id() {
        return mail.id();
    }

    @Override
    public void send(String id, Object message) {
        mail.send(id, message);
    }

    @Override
    public <T> Optional<Message<T>> receive(Class<T> type, Duration timeout) {
        return mail.receive(type, timeout);
    }

    @Override
    public <T> List<Message<T>> receiveAll(Class<T> type) {
        return mail.receiveAll(type);
    }

    @Override
    protected SharedState state() {
        return state;
    }
}
