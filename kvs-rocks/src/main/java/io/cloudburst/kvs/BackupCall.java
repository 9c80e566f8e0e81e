package io.cloudburst.kvs;

import io.cloudburst.kvs.rocks.PartitionBackups.Backup;
import io.cloudburst.protocol.BackupReply;
import io.cloudburst.protocol.PartitionBackup;
import io.cloudburst.protocol.ReadFailure;
import io.cloudburst.protocol.WrittenBackup;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks for a backup of every partition, and answers when all are over, at the latest at the call's deadline. Takes no thread. */
final class BackupCall {
    private final BackupSchedule schedule;
    private final SortedMap<Integer, CompletableFuture<Backup>> backups = new TreeMap<>();

    BackupCall(BackupSchedule schedule, Iterable<Integer> partitions) {
        this.schedule = schedule;
        // A little less than the caller waits, so that the answer still comes.
        long nanos = Reads.timeLeft().toNanos() / 10 * 9;
        // Copies, because those of the schedule are others' too.
        partitions.forEach(partition ->
                backups.put(partition, schedule.ask(partition).copy().orTimeout(nanos, TimeUnit.NANOSECONDS)));
    }

    void answer(ServerCallStreamObserver<BackupReply> observer, Executor executor) {
        observer.setOnCancelHandler(() -> {
            // Backups go on; what is then sent to nobody is dropped.
        });
        CompletableFuture.allOf(backups.values().toArray(CompletableFuture[]::new))
                .whenCompleteAsync(
                        (done, failure) -> {
                            observer.onNext(reply());
                            observer.onCompleted();
                        },
                        executor);
    }

    private BackupReply reply() {
        BackupReply.Builder reply =
                BackupReply.newBuilder().setDirectory(schedule.directory().toString());
        for (Map.Entry<Integer, CompletableFuture<Backup>> backup : backups.entrySet()) {
            PartitionBackup.Builder outcome = PartitionBackup.newBuilder().setPartition(backup.getKey());
            backup.getValue()
                    .handle((written, failure) -> failure == null
                            ? outcome.setWritten(toProto(written))
                            : outcome.setFailure(toProto(failure)))
                    .join();
            reply.addBackups(outcome);
        }
        return reply.build();
    }

    private static WrittenBackup toProto(Backup backup) {
        return WrittenBackup.newBuilder()
                .setId(backup.id())
                .setApplied(backup.applied())
                .setBytes(backup.bytes())
                .build();
    }

    private static ReadFailure toProto(Throwable failure) {
        boolean late = failure instanceof TimeoutException;
        return ReadFailure.newBuilder()
                .setCode((late ? Status.Code.DEADLINE_EXCEEDED : Status.Code.INTERNAL).value())
                .setMessage(late ? "not written in time; it may be later" : String.valueOf(failure.getMessage()))
                .build();
    }
}
