package io.cloudburst.client;

import io.cloudburst.protocol.Reply;
import io.cloudburst.sdk.CloudFuture;
import java.util.concurrent.CompletableFuture;

/**
 * A call on its way.
 *
 * @param reply whatever it says, an error too; fails where there is none
 * @param acknowledged completes once Kafka has the call, from when on it is not lost; fails like {@code reply} if it does not take it
 */
public record SentCall(CloudFuture<Reply> reply, CompletableFuture<Void> acknowledged) {}
