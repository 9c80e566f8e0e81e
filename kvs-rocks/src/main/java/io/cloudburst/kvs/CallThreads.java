package io.cloudburst.kvs;

import io.cloudburst.protocol.StoreGrpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import java.util.concurrent.Executor;

/**
 * On which threads calls run: a read of one key on its connection's, because {@link GetCall} itself hands on what takes time; all
 * others on the readers'.
 */
final class CallThreads implements ServerCallExecutorSupplier {
    private final Executor readers;

    CallThreads(Executor readers) {
        this.readers = readers;
    }

    @Override
    public <Q, R> Executor getExecutor(ServerCall<Q, R> call, Metadata headers) {
        boolean isGet = call.getMethodDescriptor()
                .getFullMethodName()
                .equals(StoreGrpc.getGetMethod().getFullMethodName());
        return isGet ? Runnable::run : readers;
    }
}
