package io.cloudburst.sdk.registry;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.protocol.UnusedBundle;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.code.BundleStore;
import io.cloudburst.sdk.code.CodeBundle;
import io.cloudburst.sdk.deadline.Await;
import io.cloudburst.sdk.store.ObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The code that no function has any more. Who replaces or deletes the last one notes it, and who registers something a day later removes
 * it. Until then those who have not heard of it yet, to run the function or to register one with the same code, find it.
 *
 * <p>A bundle that no function has had for a day gets none any more: the same code is uploaded once more, under another key. Safe for use
 * by many threads.
 */
public final class UnusedBundles {
    private static final Logger LOG = LoggerFactory.getLogger(UnusedBundles.class);

    /** Far more than any client or executor lags behind the registry. */
    public static final Duration KEPT = Duration.ofDays(1);

    private static final String PREFIX = "cloudburst/unused/";

    private final ObjectStore objects;
    private final BundleStore bundles;
    private final Duration timeout;

    /** @param timeout for one answer of the store */
    public UnusedBundles(ObjectStore objects, Duration timeout) {
        this.objects = objects;
        this.bundles = new BundleStore(objects, timeout);
        this.timeout = timeout;
    }

    /** A note of a bundle, which is there until the bundle is removed. */
    private record Note(String key, CodeBundle bundle, Instant since) {}

    /** Notes that no function has it now. */
    public void add(CodeBundle bundle, Instant now) {
        UnusedBundle note = UnusedBundle.newBuilder()
                .setBundle(RegistryCodec.encode(bundle))
                .setSince(now.toEpochMilli())
                .build();
        String key = PREFIX + bundle.sha256() + "/" + bundle.upload();
        Await.result(
                objects.put(
                        key, Value.newBuilder().setBytes(note.toByteString()).build()),
                timeout,
                "the note that bundle " + bundle.sha256() + " is not used");
    }

    /**
     * Removes what no function has had for {@link #KEPT}.
     *
     * @param isUsed whether a function has it, by a registry that is read to its end after this was called
     */
    public void remove(Predicate<CodeBundle> isUsed, Instant now) {
        for (Note note : notes()) {
            if (isUsed.test(note.bundle())) {
                forget(note);
            } else if (note.since().plus(KEPT).isBefore(now)) {
                bundles.remove(note.bundle());
                forget(note);
                LOG.debug("removed bundle {}, which no function has had since {}", note.bundle(), note.since());
            }
        }
    }

    private void forget(Note note) {
        Await.result(objects.delete(note.key()), timeout, "the removal of a note");
    }

    private List<Note> notes() {
        List<Note> notes = new ArrayList<>();
        objects.scan(PREFIX, timeout).forEachRemaining(entry -> {
            String key = entry.getKey();
            ObjectStore.live(key, entry.getValue()).ifPresent(value -> notes.add(note(key, value)));
        });
        return notes;
    }

    private static Note note(String key, Value value) {
        try {
            UnusedBundle note = UnusedBundle.parseFrom(value.getBytes());
            return new Note(key, RegistryCodec.decode(note.getBundle()), Instant.ofEpochMilli(note.getSince()));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the note '%s' cannot be read".formatted(key), e);
        }
    }
}
