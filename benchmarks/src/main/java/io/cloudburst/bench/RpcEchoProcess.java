package io.cloudburst.bench;

import com.google.protobuf.ByteString;
import io.cloudburst.protocol.GetReply;
import io.cloudburst.protocol.GetRequest;
import io.cloudburst.protocol.StoreGrpc.StoreImplBase;
import io.cloudburst.server.RoleProcess;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** The least that an RPC server can do: answers every read with the same reply. A process of its own. */
public final class RpcEchoProcess {
    private RpcEchoProcess() {}

    /** @param args the port to listen on, and how many bytes the replies' value has */
    public static void main(String[] args) throws IOException, InterruptedException {
        byte[] value = new byte[Integer.parseInt(args[1])];
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])))
                // As a store node has it.
                .executor(Executors.newFixedThreadPool(
                        Math.max(2, Runtime.getRuntime().availableProcessors())))
                .addService(new Echo(ByteString.copyFrom(value)))
                .build()
                .start();
        System.out.println(RoleProcess.READY);
        Thread.currentThread().join();
    }

    private static final class Echo extends StoreImplBase {
        private final ByteString value;

        Echo(ByteString value) {
            this.value = value;
        }

        @Override
        public void get(GetRequest request, StreamObserver<GetReply> observer) {
            observer.onNext(GetReply.newBuilder()
                    .setValue(value)
                    .setVersion(request.getAtLeast())
                    .build());
            observer.onCompleted();
        }
    }
}
