package io.cloudburst.apart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.apache.flink.statefun.sdk.java.StatefulFunctionSpec;
import org.apache.flink.statefun.sdk.java.StatefulFunctions;
import org.apache.flink.statefun.sdk.java.TypeName;
import org.apache.flink.statefun.sdk.java.generated.reqreply.Address;
import org.apache.flink.statefun.sdk.java.generated.reqreply.FromFunction;
import org.apache.flink.statefun.sdk.java.generated.reqreply.ToFunction;
import org.apache.flink.statefun.sdk.java.generated.reqreply.TypedValue;
import org.apache.flink.statefun.sdk.java.message.MessageBuilder;
import org.apache.flink.statefun.sdk.java.slice.Slices;
import org.junit.jupiter.api.Test;

class MovedClassesTest {
    @Test
    void theSdkServesAFunctionWithTheMovedClasses() throws Exception {
        var handler = new StatefulFunctions()
                .withStatefulFunction(StatefulFunctionSpec.builder(TypeName.typeNameOf("test", "double"))
                        .withSupplier(() -> (context, message) -> {
                            context.send(
                                    MessageBuilder.forAddress(context.caller().orElseThrow())
                                            .withValue(2 * message.rawValue().readableBytes())
                                            .build());
                            return context.done();
                        }))
                .requestReplyHandler();
        ToFunction request = ToFunction.newBuilder()
                .setInvocation(ToFunction.InvocationBatchRequest.newBuilder()
                        .setTarget(Address.newBuilder()
                                .setNamespace("test")
                                .setType("double")
                                .setId("1"))
                        .addInvocations(ToFunction.Invocation.newBuilder()
                                .setCaller(Address.newBuilder()
                                        .setNamespace("test")
                                        .setType("caller")
                                        .setId("2"))
                                .setArgument(TypedValue.newBuilder()
                                        .setTypename("test/bytes")
                                        .setHasValue(true))))
                .build();

        byte[] answer = handler.handle(Slices.wrap(request.toByteArray()))
                .get(10, TimeUnit.SECONDS)
                .toByteArray();

        assertThat(FromFunction.parseFrom(answer).getInvocationResult().getOutgoingMessagesList())
                .singleElement()
                .satisfies(message -> assertThat(message.getTarget().getType()).isEqualTo("caller"));
    }

    @Test
    void theirOldNamesAreFree() {
        assertThatThrownBy(() -> Class.forName("org.apache.flink.statefun.sdk.reqreply.generated.ToFunction"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThatThrownBy(() -> Class.forName("org.apache.flink.statefun.sdk.types.generated.IntWrapper"))
                .isInstanceOf(ClassNotFoundException.class);
    }
}
