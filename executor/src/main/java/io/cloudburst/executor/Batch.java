package io.cloudburst.executor;

import io.cloudburst.engine.Failure;
import io.cloudburst.executor.BatchMember.Row;
import io.cloudburst.protocol.Reference;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.log.LoggedCall;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.store.Frontier;
import io.cloudburst.sdk.store.StateView;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Calls of one version of a function that it is given together. Each may end before, by its deadline or a cancellation, and is then
 * passed over; when all have, what runs is interrupted. Used once, by one thread.
 */
final class Batch implements Runnable {
    private static final int NAMED_CALLS = 5;

    private final List<BatchMember> members;
    private final StageResources resources;
    private final Consumer<List<BatchMember>> putBack;
    private final RegisteredCode code;
    private final CodeThread thread;
    /** Members that have not ended, and wait for this batch. */
    private final Set<RunningStage> open = ConcurrentHashMap.newKeySet();

    /**
     * @param members at least one, and all of the same version
     * @param putBack takes those of which not everything found room
     * @param onStuck called if it goes on although all its calls have ended
     */
    Batch(List<BatchMember> members, StageResources resources, Consumer<List<BatchMember>> putBack, Runnable onStuck) {
        this.members = members;
        this.resources = resources;
        this.putBack = putBack;
        this.code = members.get(0).stage().code();
        this.thread = new CodeThread(
                resources,
                code.name(),
                this::describeCalls,
                members.stream().map(BatchMember::stage).toList(),
                onStuck);
    }

    private String describeCalls() {
        return (members.size() == 1 ? "call " : "a batch of %d, calls ".formatted(members.size())) + callIds();
    }

    /** Of the first ones. */
    private String callIds() {
        return members.stream()
                        .limit(NAMED_CALLS)
                        .map(member -> member.stage().callId())
                        .collect(Collectors.joining(", "))
                + (members.size() > NAMED_CALLS ? ", …" : "");
    }

    @Override
    public void run() {
        StageSpan span = StageSpan.ofBatch(
                code.name(), members.stream().map(BatchMember::stage).toList());
        LoggedCall.run(callIds(), () -> span.run(this::runFunction));
        span.ended();
    }

    private void runFunction() {
        List<Row> rows = List.of();
        List<Encoded> results = null;
        Session session = null;
        thread.begin();
        try (Functions.Lease lease = resources.functions().acquire(code)) {
            awaitEnds();
            rows = open(lease.function());
            if (!rows.isEmpty()) {
                session = session(rows);
                results = results(lease.function(), session, rows);
            }
        } catch (FunctionThrewException e) {
            fail(rows, Failure.of(e.failure()), e.isRetryable(code));
        } catch (Throwable e) {
            fail(rows, failure(e), false);
        } finally {
            thread.end();
        }
        if (results != null) {
            succeed(results, session);
        }
    }

    /** As in a stage: users' classes may throw anything where values become objects, and each caller must get an answer. */
    private static Failure failure(Throwable thrown) {
        return thrown instanceof CloudburstException known
                ? Failure.of(known)
                : Failure.of(ErrorCode.EXECUTION_ERROR, "the executor failed: " + UserCode.describe(thrown));
    }

    private void awaitEnds() {
        members.forEach(member -> open.add(member.stage()));
        members.forEach(member -> member.stage().outcome().whenComplete((ended, never) -> leave(member.stage())));
    }

    private void leave(RunningStage stage) {
        if (open.remove(stage) && open.isEmpty()) {
            thread.interrupt();
        }
    }

    /** Decodes arguments; what fails at that fails alone, and takes no room. */
    private List<Row> open(LoadedFunction function) {
        StageArguments.References references = references();
        int size = code.options().batch().orElseThrow().maxSize();
        List<Row> rows = new ArrayList<>();
        List<BatchMember> back = new ArrayList<>();
        for (BatchMember member : members) {
            if (rows.size() < size && opens(member, function, references)) {
                member.take(rows, size);
            }
            if (rows.size() == size && (!member.isOpen() || member.hasRows())) {
                back.add(member);
            }
        }
        if (!back.isEmpty()) {
            putBack.accept(back);
        }
        Set<RunningStage> here = rows.stream().map(row -> row.member().stage()).collect(Collectors.toSet());
        members.stream()
                .map(BatchMember::stage)
                .filter(stage -> !here.contains(stage))
                .forEach(this::leave);
        return rows.stream()
                .filter(row -> !row.member().stage().outcome().isDone())
                .toList();
    }

    private static boolean opens(BatchMember member, LoadedFunction function, StageArguments.References references) {
        if (member.stage().outcome().isDone()) {
            return false;
        }
        try {
            if (!member.isOpen()) {
                member.stage().start();
                member.open(function, references);
            }
            return true;
        } catch (Throwable e) {
            member.stage().fail(failure(e), false);
            return false;
        }
    }

    /** All at once; where that fails, each member reads its own, so that it is known whose fault it is. */
    private StageArguments.References references() {
        List<RunningStage> unread = members.stream()
                .filter(member -> !member.isOpen())
                .map(BatchMember::stage)
                .toList();
        List<Reference> all = unread.stream()
                .flatMap(stage -> stage.arguments().references().stream())
                .toList();
        if (all.isEmpty()) {
            return StageArguments.References.READ_ALONE;
        }
        long earliest = unread.stream().mapToLong(RunningStage::deadline).min().orElseThrow();
        try {
            return new StageArguments.References(
                    new Session(resources.store(), Optional.empty(), seen(unread), earliest).resolve(all));
        } catch (CloudburstException e) {
            return StageArguments.References.READ_ALONE;
        }
    }

    private static Frontier seen(List<RunningStage> stages) {
        return stages.stream().map(RunningStage::seen).reduce(Frontier.NONE, Frontier::join);
    }

    private Session session(List<Row> rows) {
        List<RunningStage> stages =
                rows.stream().map(row -> row.member().stage()).distinct().toList();
        long latest = stages.stream().mapToLong(RunningStage::deadline).max().orElseThrow();
        // No two batches are alike: after a failure the calls come together in others.
        return new Session(resources.store(), Optional.empty(), seen(stages), latest);
    }

    /** What became of a row: a value, or a failure that is its own. */
    private record Encoded(LoadedFunction function, Row row, Value value, Failure failure) {}

    private List<Encoded> results(LoadedFunction function, Session session, List<Row> rows) {
        Object[] arguments = new Object[function.arity() + 1];
        long latest = rows.stream()
                .mapToLong(row -> row.member().stage().deadline())
                .max()
                .orElseThrow();
        StageValues values = new StageValues(resources.large(), resources.objects(), latest);
        arguments[0] = new StageContext(
                rows.stream().map(row -> row.member().stage().callId()).toList(),
                function.name(),
                new StateView(session, resources.writers(), function.codec(), Optional.of(values.objects())),
                Optional.empty());
        for (int i = 0; i < function.arity(); i++) {
            arguments[i + 1] = column(function, i, rows);
        }
        Object returned = UserCode.call(function, arguments);
        if (!(returned instanceof Object[] results) || results.length != rows.size()) {
            throw new CloudburstException(
                    ErrorCode.EXECUTION_ERROR,
                    "function '%s' was given a batch of %d calls and returned %s; it must return one result for each, in their order"
                            .formatted(
                                    function.name(),
                                    rows.size(),
                                    returned instanceof Object[] others
                                            ? "%d results".formatted(others.length)
                                            : "null"));
        }
        List<Encoded> encoded = new ArrayList<>();
        for (int i = 0; i < results.length; i++) {
            encoded.add(encode(function, rows.get(i), results[i]));
        }
        return encoded;
    }

    private static Object column(LoadedFunction function, int parameter, List<Row> rows) {
        Object[] column = (Object[]) Array.newInstance(function.parameterClass(parameter), rows.size());
        for (int i = 0; i < column.length; i++) {
            column[i] = rows.get(i).argument(parameter);
        }
        return column;
    }

    private static Encoded encode(LoadedFunction function, Row row, Object result) {
        try {
            return new Encoded(function, row, UserCode.encode(function, result), null);
        } catch (Throwable e) {
            return new Encoded(function, row, null, failure(e));
        }
    }

    private void fail(List<Row> rows, Failure failure, boolean retryable) {
        List<RunningStage> failed = rows.isEmpty()
                ? members.stream().map(BatchMember::stage).toList()
                : rows.stream().map(row -> row.member().stage()).distinct().toList();
        failed.forEach(stage -> stage.fail(failure, retryable));
    }

    /** Once the store's log has what the batch has written. */
    private void succeed(List<Encoded> results, Session session) {
        session.acknowledged().whenComplete((written, unwritten) -> {
            if (unwritten != null) {
                fail(
                        results.stream().map(Encoded::row).toList(),
                        RunningStage.notAcknowledged("a batch of function '%s'".formatted(code.name()), unwritten),
                        false);
                return;
            }
            for (Encoded result : results) {
                if (result.failure() == null) {
                    result.row().member().done(result.function(), result.row(), result.value(), written);
                } else {
                    result.row().member().stage().fail(result.failure(), false);
                }
            }
        });
    }
}
