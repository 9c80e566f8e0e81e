package io.cloudburst.statefun;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.cloudburst.executor.Letter;
import io.cloudburst.protocol.LetterQueue;
import io.cloudburst.protocol.RunLetters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.statefun.sdk.annotations.Persisted;
import org.apache.flink.statefun.sdk.state.PersistedTable;
import org.apache.flink.statefun.sdk.state.PersistedValue;

/** What Flink keeps of the letters to the functions of a run: those that may not have been taken. Nothing, where there never were any. */
final class LetterState {
    /** So many streams are told apart; after that, what comes twice may be received twice. */
    private static final int MAX_STREAMS = 10_000;

    /** There is one if anything else of this is there. */
    @Persisted
    private final PersistedValue<byte[]> run = PersistedValue.of("letters", byte[].class);

    /** By function. */
    @Persisted
    private final PersistedTable<String, byte[]> queues =
            PersistedTable.of("letter-queues", String.class, byte[].class);

    /** By function and number. */
    @Persisted
    private final PersistedTable<String, byte[]> letters = PersistedTable.of("letter", String.class, byte[].class);

    /** Stream to the sequence number of the last letter of it that came. */
    @Persisted
    private final PersistedTable<Long, Long> heard = PersistedTable.of("letter-streams", Long.class, Long.class);

    Optional<RunLetters> run() {
        return Optional.ofNullable(run.get()).map(bytes -> parse(bytes, RunLetters.parser()));
    }

    void keep(RunLetters known) {
        run.set(known.toByteArray());
    }

    /** Forgets all letters, and that there were any. */
    void clear() {
        run.clear();
        queues.clear();
        letters.clear();
        heard.clear();
    }

    /** Whether a letter was accepted before. */
    boolean has(Letter.Sender sender) {
        if (run.get() == null) {
            return false;
        }
        Long last = heard.get(sender.stream());
        return last != null && last >= sender.sequence();
    }

    private void hear(Letter.Sender sender) {
        if (heard.get(sender.stream()) == null) {
            RunLetters known = run().orElse(RunLetters.getDefaultInstance());
            boolean full = known.getStreams() >= MAX_STREAMS;
            if (full) {
                heard.clear();
            }
            keep(known.toBuilder().setStreams(full ? 1 : known.getStreams() + 1).build());
        }
        heard.set(sender.stream(), sender.sequence());
    }

    /** The functions that letters wait for. */
    List<String> functions() {
        List<String> functions = new ArrayList<>();
        queues.keys().forEach(functions::add);
        return functions;
    }

    LetterQueue queue(String function) {
        byte[] bytes = queues.get(function);
        return bytes == null
                ? LetterQueue.newBuilder().setFirst(1).setNext(1).build()
                : parse(bytes, LetterQueue.parser());
    }

    /** Keeps a letter, which has the next number of its function's queue. */
    void accept(Letter letter, boolean begun) {
        hear(letter.sender());
        LetterQueue queue = queue(letter.to());
        letters.set(
                key(letter.to(), letter.number()), LetterCodec.encode(letter).toByteArray());
        queues.set(
                letter.to(),
                queue.toBuilder()
                        .setNext(letter.number() + 1)
                        .setCount(queue.getCount() + 1)
                        .setBytes(queue.getBytes() + letter.bytes())
                        .setBegun(begun || queue.getBegun())
                        .build()
                        .toByteArray());
    }

    Optional<Letter> letter(String function, long number) {
        return Optional.ofNullable(letters.get(key(function, number)))
                .map(bytes -> LetterCodec.decode(parse(bytes, io.cloudburst.protocol.Letter.parser()), number));
    }

    /** All letters that wait for a function, by number. */
    List<Letter> all(String function) {
        LetterQueue queue = queue(function);
        List<Letter> all = new ArrayList<>();
        for (long number = queue.getFirst(); number < queue.getNext(); number++) {
            letter(function, number).ifPresent(all::add);
        }
        return all;
    }

    void begin(String function) {
        queues.set(function, queue(function).toBuilder().setBegun(true).build().toByteArray());
    }

    void remove(Letter letter) {
        letters.remove(key(letter.to(), letter.number()));
        LetterQueue queue = queue(letter.to());
        queues.set(
                letter.to(),
                queue.toBuilder()
                        .setCount(queue.getCount() - 1)
                        .setBytes(queue.getBytes() - letter.bytes())
                        .build()
                        .toByteArray());
    }

    /** Removes the letters to a function up to this number. */
    void removeThrough(String function, long number) {
        LetterQueue queue = queue(function);
        if (number < queue.getFirst()) {
            return;
        }
        for (long taken = queue.getFirst(); taken <= number; taken++) {
            letter(function, taken).ifPresent(this::remove);
        }
        queues.set(
                function,
                queue(function).toBuilder().setFirst(number + 1).build().toByteArray());
    }

    private static String key(String function, long number) {
        return function + "#" + number;
    }

    private static <M> M parse(byte[] bytes, Parser<M> parser) {
        try {
            return parser.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("what the job's state has of letters is garbage", e);
        }
    }
}
