package io.cloudburst.statefun;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.cloudburst.executor.Executor;
import io.cloudburst.executor.PoolSettings;
import io.cloudburst.protocol.Answer;
import io.cloudburst.protocol.RunMessage;
import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.lifecycle.OpenParts;
import io.cloudburst.sdk.registry.Registry;
import io.cloudburst.sdk.store.LatticeStore;
import io.cloudburst.statefun.watch.RunWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.flink.statefun.sdk.Address;
import org.apache.flink.statefun.sdk.AsyncOperationResult;
import org.apache.flink.statefun.sdk.FunctionType;
import org.apache.flink.statefun.sdk.StatefulFunction;
import org.apache.flink.statefun.sdk.io.EgressIdentifier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The job without Flink and Kafka, for tests: the same functions decode, run and answer calls, on state that is in memory and gone
 * with it. As in a task of the job, one thread runs them all, and users' functions run on the executor's. Needs no Flink on the class
 * path.
 *
 * <p>Safe for use by many threads.
 */
public final class MemoryJob implements AutoCloseable {
    /** The reply partition that calls are to name. */
    public static final int REPLY_PARTITION = 0;

    private static final Logger LOG = LoggerFactory.getLogger(MemoryJob.class);
    /** More than a client may have under way: there is no topic here for calls to wait in. */
    private static final int MAX_PENDING_CALLS = 131_072;

    private final CallDecoder decoder;
    private final AnswerRecords answers;
    private final BiConsumer<String, byte[]> replies;
    private final TaskResources resources;
    private final boolean waits;
    private final Map<FunctionType, Hosted> functions;
    /** Runs functions, and keeps what is due later. */
    private final ScheduledThreadPoolExecutor mailbox;
    /** What can be called off, by its token. Used by the mailbox's thread. */
    private final Map<String, Future<?>> delayed = new HashMap<>();

    /** A function and what it keeps, by id. */
    private record Hosted(StatefulFunction function, KeyedState state) {
        static Hosted of(StatefulFunction function) {
            return new Hosted(function, KeyedState.of(function));
        }
    }

    /**
     * @param threads how many of users' functions run at once
     * @param directory for code while it is in use
     * @param waits whether calls with a delay, and attempts after a failure, wait for their time; if not, it is their time at once
     * @param replies gets call ids and replies in protobuf; called by the job's thread, so it must not block
     */
    public MemoryJob(
            Registry registry,
            LatticeStore store,
            int threads,
            Path directory,
            boolean waits,
            BiConsumer<String, byte[]> replies) {
        TopicFacts topic = new TopicFacts(Topic.REPLIES, asked -> new TopicLookup.Shape(1, Topic.MAX_RECORD_BYTES));
        this.decoder = new CallDecoder(topic, Clock.systemUTC());
        this.answers = new AnswerRecords(topic);
        try {
            decoder.open();
            answers.open();
        } catch (IOException e) {
            throw new UncheckedIOException("nobody is asked, so nobody can fail to answer", e);
        }
        this.waits = waits;
        this.replies = replies;
        JobMessenger messenger = new JobMessenger((runId, call, failed) -> accept(runId, call));
        Executor executor = new Executor(
                registry, store, new PoolSettings(threads, MAX_PENDING_CALLS, threads), directory, messenger);
        OpenParts parts = new OpenParts();
        parts.add(executor);
        this.resources = new TaskResources(registry, executor, messenger, RunWatch.NONE, GivenUpCalls.NONE, parts);
        this.functions = Map.of(
                RunFunction.TYPE, Hosted.of(new RunFunction(resources)),
                StageFunction.TYPE, Hosted.of(new StageFunction(resources)));
        this.mailbox = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "cloudburst-memory-job");
            thread.setDaemon(true);
            return thread;
        });
        mailbox.setRemoveOnCancelPolicy(true);
    }

    /**
     * Takes a call, as a record of {@code cloudburst.calls}.
     *
     * @throws RejectedExecutionException if this is closed
     */
    public void accept(String callId, byte[] call) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(Topic.CALLS.topicName(), 0, 0, callId.getBytes(StandardCharsets.UTF_8), call);
        mailbox.execute(() -> guarded(() -> decode(record)));
    }

    private void decode(ConsumerRecord<byte[], byte[]> record) {
        CallDecoder.Decoded decoded = decoder.decode(record);
        if (decoded instanceof CallDecoder.Accepted accepted) {
            toRun(accepted.runId(), RunMessage.newBuilder().setCall(UnsafeByteOperations.unsafeWrap(accepted.call())));
        } else if (decoded instanceof CallDecoder.Addressed addressed) {
            toRun(addressed.runId(), RunMessage.newBuilder().setLetter(addressed.letter()));
        } else if (decoded instanceof CallDecoder.Refused refused) {
            LOG.warn("a call was refused: {}", refused.reason());
            refused.answer().ifPresent(this::answer);
        }
    }

    private void toRun(String runId, RunMessage.Builder message) {
        invoke(new Address(RunFunction.TYPE, runId), null, message.build().toByteArray());
    }

    private void invoke(Address self, Address caller, Object message) {
        Hosted hosted = functions.get(self.type());
        if (hosted == null) {
            LOG.error("a message to {}, which no function is", self);
            return;
        }
        hosted.state().enter(self.id());
        hosted.function().invoke(new MemoryContext(this, self, caller), message);
    }

    /** The job would start again from its last checkpoint. Here there is none, and the call ends at its deadline. */
    private static void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            LOG.error("the job failed on a message", e);
        }
    }

    void send(Address from, Address to, Object message) {
        enqueue(() -> invoke(to, from, message));
    }

    /** @param token null if it is never called off */
    void sendAfter(Duration delay, Address from, Address to, Object message, String token) {
        long millis = waits || !isWaitedFor(message) ? delay.toMillis() : 0;
        try {
            Future<?> due = mailbox.schedule(
                    () -> {
                        if (token != null) {
                            delayed.remove(token);
                        }
                        guarded(() -> invoke(to, from, message));
                    },
                    millis,
                    TimeUnit.MILLISECONDS);
            if (token != null) {
                delayed.put(token, due);
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("closed before {} could be told later", to, e);
        }
    }

    /** Whether somebody waits for it, and nothing but time is the reason. */
    private static boolean isWaitedFor(Object message) {
        try {
            RunMessage parsed = RunMessage.parseFrom((byte[]) message);
            return parsed.hasRetryDue() || parsed.hasDelayOver();
        } catch (InvalidProtocolBufferException e) {
            return false;
        }
    }

    void cancelDelayed(String token) {
        Future<?> due = delayed.remove(token);
        if (due != null) {
            due.cancel(false);
        }
    }

    void send(EgressIdentifier<?> egress, Object message) {
        if (egress.equals(Answers.EGRESS)) {
            answer((Answer) message);
        } else {
            LOG.warn("what was sent to {} is dropped: nobody reads it in memory", egress);
        }
    }

    private void answer(Answer answer) {
        ProducerRecord<byte[], byte[]> record = answers.toRecord(answer);
        replies.accept(new String(record.key(), StandardCharsets.UTF_8), record.value());
    }

    <M, T> void await(Address self, M metadata, CompletableFuture<T> operation) {
        operation.whenComplete((value, failure) -> enqueue(() -> invoke(
                self,
                self,
                new AsyncOperationResult<>(
                        metadata,
                        failure == null ? AsyncOperationResult.Status.SUCCESS : AsyncOperationResult.Status.FAILURE,
                        value,
                        failure))));
    }

    private void enqueue(Runnable step) {
        try {
            mailbox.execute(() -> guarded(step));
        } catch (RejectedExecutionException e) {
            LOG.debug("a step of a run came after the end", e);
        }
    }

    /** Interrupts what runs. Nobody is answered any more. */
    @Override
    public void close() {
        mailbox.shutdownNow();
        resources.close();
    }
}
