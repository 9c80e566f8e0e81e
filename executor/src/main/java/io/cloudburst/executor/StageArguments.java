package io.cloudburst.executor;

import io.cloudburst.protocol.Reference;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.store.StateView;
import io.cloudburst.sdk.store.Writers;
import io.cloudburst.sdk.value.ValueLists;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the functions of a stage are called with: its references read, its large values fetched, all decoded. */
final class StageArguments {
    /** What references stand for, by key; read already, or to be read by the stage itself. */
    record References(Map<String, Value> objects) {
        static final References READ_ALONE = new References(Map.of());
    }

    private final StageTask task;
    private final Session session;
    private final StageValues values;
    private final Writers writers;
    private final Messenger messenger;

    StageArguments(StageTask task, Session session, StageValues values, Writers writers, Messenger messenger) {
        this.task = task;
        this.session = session;
        this.values = values;
        this.writers = writers;
        this.messenger = messenger;
    }

    /** What the first function is called with, the context in the first place: once, or once for each element of a list. */
    List<Object[]> rows(LoadedFunction function, References references) {
        Object[] arguments = of(function, 0, null, references);
        if (!task.isEach()) {
            return List.<Object[]>of(arguments);
        }
        int last = arguments.length - 1;
        List<Object[]> rows = new ArrayList<>();
        for (Value element : ValueLists.elements((Value) arguments[last])) {
            Object[] row = arguments.clone();
            row[0] = context(function, rows.size());
            row[last] = function.decode(last - 1, element);
            rows.add(row);
        }
        return rows;
    }

    /**
     * The context and the arguments.
     *
     * @param node of the stage's chain
     * @param previous what the node before it has returned
     * @throws CloudburstException if they are not those that the function takes, or a reference stands for nothing
     */
    Object[] of(LoadedFunction function, int node, Object previous, References read) {
        var fixed = task.arguments().get(node);
        int count = fixed.size() + (node > 0 ? 1 : 0);
        if (count != function.arity()) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT,
                    "function '%s' takes %d arguments, got %d; was it replaced by one with other parameters?"
                            .formatted(function.name(), function.arity(), count));
        }
        Object[] all = new Object[count + 1];
        all[0] = context(function, node);
        Map<String, Value> objects = read == References.READ_ALONE ? resolve(function, fixed) : read.objects();
        for (int i = 0; i < fixed.size(); i++) {
            Value argument = values.whole(function.name(), i, resolved(function, i, fixed.get(i), objects));
            all[i + 1] = task.isEach() && i == fixed.size() - 1 ? argument : function.decode(i, argument);
        }
        if (node > 0) {
            all[count] = function.convert(fixed.size(), previous);
        }
        return all;
    }

    private Value resolved(LoadedFunction function, int index, Value argument, Map<String, Value> objects) {
        if (!argument.hasReference()) {
            return argument;
        }
        String key = argument.getReference().getKey();
        Value object = objects.get(key);
        if (object == null) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT,
                    "argument %d of function '%s': it refers to key '%s', which does not exist; put it first"
                            .formatted(index + 1, function.name(), key));
        }
        return object;
    }

    /** What the references among a function's arguments stand for, by key. */
    private Map<String, Value> resolve(LoadedFunction function, List<Value> arguments) {
        List<Reference> references = references(arguments);
        if (references.isEmpty()) {
            return Map.of();
        }
        try {
            return session.resolve(references);
        } catch (CloudburstException e) {
            throw new CloudburstException(
                    e.code(),
                    "a reference among the arguments of function '%s': %s".formatted(function.name(), e.getMessage()),
                    e);
        }
    }

    /** What a node is called with only when it is there. */
    List<Reference> awaited(int node) {
        List<Value> arguments = task.arguments().get(node);
        // Asked of every stage, and of hardly any is there something to say.
        for (Value argument : arguments) {
            if (argument.getReference().getWait()) {
                return references(arguments).stream().filter(Reference::getWait).toList();
            }
        }
        return List.of();
    }

    /** The references among what its first function is called with. */
    List<Reference> references() {
        return references(task.arguments().get(0));
    }

    private static List<Reference> references(List<Value> arguments) {
        List<Reference> references = List.of();
        for (Value argument : arguments) {
            if (argument.hasReference()) {
                references = references.isEmpty() ? new ArrayList<>() : references;
                references.add(argument.getReference());
            }
        }
        return references;
    }

    private FunctionContext context(LoadedFunction function, int position) {
        return new StageContext(
                List.of(task.callId()),
                function.name(),
                new StateView(session, writers, function.codec(), Optional.of(values.objects())),
                Optional.of(new FunctionMail(task, position, function.codec(), messenger)));
    }
}
