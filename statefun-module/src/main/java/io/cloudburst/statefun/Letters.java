package io.cloudburst.statefun;

import io.cloudburst.executor.Letter;
import io.cloudburst.executor.Mailboxes;
import io.cloudburst.executor.StageMail;
import io.cloudburst.executor.StagePlace;
import io.cloudburst.protocol.LetterDelivery;
import io.cloudburst.protocol.LetterOutcome;
import io.cloudburst.protocol.LetterQueue;
import io.cloudburst.protocol.RunLetters;
import io.cloudburst.protocol.RunMessage;
import io.cloudburst.protocol.StageMessage;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.statefun.sdk.Context;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The letters to the functions of a run. Each is kept in the job's state from when it is accepted until it is known that its function
 * has taken it, or the run has ended; and handed to the function when that runs. The sender is told what became of it.
 *
 * <p>A run that nobody knows may be one whose call has not come: its letters wait until their senders' deadlines.
 */
final class Letters {
    /** How long it is known for sure that a run which had letters has ended. */
    static final Duration END_KNOWN = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Letters.class);

    private final LetterState state;
    private final Whereabouts whereabouts;
    private final Mailboxes mailboxes;
    private final RecentlyEnded ended;
    private final Clock clock;

    Letters(LetterState state, Whereabouts whereabouts, Mailboxes mailboxes, RecentlyEnded ended, Clock clock) {
        this.state = state;
        this.whereabouts = whereabouts;
        this.mailboxes = mailboxes;
        this.ended = ended;
        this.clock = clock;
    }

    /** Takes a letter from whoever sent it. What goes wrong is the letter's end, never the job's. */
    void receive(Context context, Letter letter) {
        try {
            if (state.has(letter.sender())) {
                accepted(context, letter);
                return;
            }
            Letter next = letter.numbered(state.queue(letter.to()).getNext());
            StageMail.Delivery here = mailboxes.deliver(context.self().id(), next);
            switch (here.result()) {
                case ACCEPTED -> {
                    state.removeThrough(next.to(), here.taken());
                    state.accept(next, true);
                    accepted(context, next);
                }
                case FULL -> {
                    state.removeThrough(next.to(), here.taken());
                    full(context, next.sender());
                }
                case ENDED -> ended(context, next.sender());
                case NOT_HERE -> receiveElsewhere(context, next);
            }
        } catch (RuntimeException e) {
            LOG.error("a letter to run {} failed inside the job", context.self().id(), e);
            refused(context, letter.sender(), ErrorCode.EXECUTION_ERROR, "the job failed on this message: " + e);
        }
    }

    private void receiveElsewhere(Context context, Letter letter) {
        String runId = context.self().id();
        Whereabouts.Where where = whereabouts.of(runId, letter.to());
        if (where instanceof Whereabouts.Nowhere nowhere) {
            refused(context, letter.sender(), ErrorCode.INVALID_ARGUMENT, nowhere.why());
        } else if (where instanceof Whereabouts.Ended) {
            ended(context, letter.sender());
        } else if (where instanceof Whereabouts.Apart apart) {
            state.accept(letter, true);
            forward(context, apart.stageId(), letter);
        } else if (where instanceof Whereabouts.Here) {
            keep(context, letter);
        } else if (mailboxes.runs(runId)) {
            refused(
                    context,
                    letter.sender(),
                    ErrorCode.INVALID_ARGUMENT,
                    "run '%s' has no function '%s'".formatted(runId, letter.to()));
        } else if (hasEnded(runId)) {
            ended(context, letter.sender());
        } else if (keep(context, letter)) {
            lookAgain(context, letter.expires());
        }
    }

    private boolean hasEnded(String runId) {
        return ended.contains(runId)
                || state.run().filter(run -> run.getEnded() > 0).isPresent();
    }

    /** Until the function begins. */
    private boolean keep(Context context, Letter letter) {
        if (letter.expires() <= clock.millis()) {
            refused(context, letter.sender(), ErrorCode.TIMEOUT, "the sender's time was over");
            return false;
        }
        if (isFull(letter)) {
            dropExpired(letter.to());
            if (isFull(letter)) {
                full(context, letter.sender());
                return false;
            }
        }
        state.accept(letter, false);
        accepted(context, letter);
        return true;
    }

    private boolean isFull(Letter next) {
        LetterQueue queue = state.queue(next.to());
        return queue.getCount() >= StageMail.MAX_WAITING
                || queue.getBytes() + next.bytes() > StageMail.MAX_WAITING_BYTES;
    }

    /** When the next of the letters that are left expires; empty if none are. */
    private OptionalLong dropExpired(String function) {
        long now = clock.millis();
        List<Letter> all = state.all(function);
        all.stream().filter(letter -> letter.expires() <= now).forEach(state::remove);
        return all.stream()
                .mapToLong(Letter::expires)
                .filter(expires -> expires > now)
                .min();
    }

    private void lookAgain(Context context, long due) {
        RunLetters run = state.run().orElseThrow();
        if (run.getDue() > 0) {
            return;
        }
        state.keep(run.toBuilder().setDue(due).build());
        context.sendAfter(
                Duration.ofMillis(Math.max(1, due - clock.millis() + 1)),
                context.self(),
                RunMessage.newBuilder().setLettersDue(due).build().toByteArray());
    }

    /** Lets go of the letters that have expired, if the run has not come meanwhile: then they go with its end. */
    void due(Context context, long due) {
        Optional<RunLetters> run = state.run().filter(known -> known.getDue() == due);
        if (run.isEmpty()) {
            return;
        }
        state.keep(run.get().toBuilder().setDue(0).build());
        String runId = context.self().id();
        if (mailboxes.runs(runId) || !(whereabouts.of(runId, "") instanceof Whereabouts.Unknown)) {
            return;
        }
        OptionalLong next = state.functions().stream()
                .map(this::dropExpired)
                .flatMapToLong(OptionalLong::stream)
                .min();
        if (next.isPresent()) {
            lookAgain(context, next.getAsLong());
        } else {
            state.clear();
        }
    }

    /** The letters that wait for the functions of a stage, which begins. */
    List<Letter> waitingFor(StagePlace place, List<Dag.Node> chain) {
        Optional<RunLetters> run = state.run();
        if (run.isEmpty()) {
            return List.of();
        }
        if (run.get().getEnded() > 0) {
            // Of an earlier run with this id.
            state.clear();
            return List.of();
        }
        List<Letter> waiting = new ArrayList<>();
        for (String function : state.functions()) {
            if (place.positionOf(chain, function) < 0) {
                continue;
            }
            if (!state.queue(function).getBegun()) {
                dropExpired(function);
                state.begin(function);
            }
            waiting.addAll(state.all(function));
        }
        return waiting;
    }

    /** Passes the letters that wait for the functions of a stage, which runs apart, on to it once more. */
    void sendAgain(Context context, String stageId, StagePlace place, List<Dag.Node> chain) {
        waitingFor(place, chain).forEach(letter -> forward(context, stageId, letter));
    }

    /** What the functions of a stage have taken, now that it has ended. */
    void taken(Map<String, Long> taken) {
        if (!taken.isEmpty() && state.run().filter(run -> run.getEnded() == 0).isPresent()) {
            taken.forEach(state::removeThrough);
        }
    }

    /** What became of a letter that was passed on. */
    void delivered(Context context, LetterDelivery delivered) {
        Optional<Letter> letter = state.letter(delivered.getTo(), delivered.getNumber());
        Letter.Sender sender = LetterCodec.decode(delivered.getSender());
        StageMail.Delivery delivery = LetterCodec.decode(delivered);
        switch (delivery.result()) {
            case ACCEPTED -> tell(context, sender, LetterCodec.accepted(sender));
            case FULL -> {
                letter.ifPresent(state::remove);
                full(context, sender);
            }
            case ENDED -> {
                letter.ifPresent(state::remove);
                ended(context, sender);
            }
            case NOT_HERE -> {
                if (letter.isPresent() && begins(context, delivered.getTo())) {
                    tell(context, sender, LetterCodec.accepted(sender));
                } else {
                    letter.ifPresent(state::remove);
                    ended(context, sender);
                }
            }
        }
        taken(Map.of(delivered.getTo(), delivery.taken()));
    }

    /** Once more, after a stage of it ended. */
    private boolean begins(Context context, String function) {
        Whereabouts.Where where = whereabouts.of(context.self().id(), function);
        return where instanceof Whereabouts.Here || where instanceof Whereabouts.Apart;
    }

    /** Forgets the letters, and remembers for a while that there were any. */
    void runEnded(Context context) {
        ended.add(context.self().id());
        if (state.run().filter(run -> run.getEnded() == 0).isEmpty()) {
            return;
        }
        long now = clock.millis();
        state.clear();
        state.keep(RunLetters.newBuilder().setEnded(now).build());
        context.sendAfter(
                END_KNOWN,
                context.self(),
                RunMessage.newBuilder().setLettersForgotten(now).build().toByteArray());
    }

    void forget(long end) {
        if (state.run().filter(run -> run.getEnded() == end).isPresent()) {
            state.clear();
        }
    }

    private void forward(Context context, String stageId, Letter letter) {
        context.send(
                StageFunction.TYPE,
                stageId,
                StageMessage.newBuilder()
                        .setLetter(LetterCodec.encodeNumbered(letter))
                        .build()
                        .toByteArray());
    }

    private static void accepted(Context context, Letter letter) {
        tell(context, letter.sender(), LetterCodec.accepted(letter.sender()));
    }

    private static void full(Context context, Letter.Sender sender) {
        refused(
                context,
                sender,
                ErrorCode.OVERLOADED,
                "%d messages or %d MiB of them wait for the function; send again later"
                        .formatted(StageMail.MAX_WAITING, StageMail.MAX_WAITING_BYTES >> 20));
    }

    private static void ended(Context context, Letter.Sender sender) {
        refused(context, sender, ErrorCode.FUNCTION_ENDED, "the function that the message is for has ended");
    }

    private static void refused(Context context, Letter.Sender sender, ErrorCode code, String why) {
        tell(context, sender, LetterCodec.refused(sender, code, why));
    }

    private static void tell(Context context, Letter.Sender sender, LetterOutcome outcome) {
        if (sender.apart()) {
            context.send(
                    StageFunction.TYPE,
                    sender.returnTo(),
                    StageMessage.newBuilder().setLetterOutcome(outcome).build().toByteArray());
        } else {
            context.send(
                    RunFunction.TYPE,
                    sender.returnTo(),
                    RunMessage.newBuilder().setLetterOutcome(outcome).build().toByteArray());
        }
    }
}
