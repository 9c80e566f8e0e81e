package io.cloudburst.executor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cloudburst.protocol.OperationId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;

/**
 * Names what the functions of a stage do, by what is the same in every attempt of it: the work that it is, the place of the function
 * in it, and for each key the number of the operation. Used by one thread.
 */
final class OperationIds {
    private static final byte[] INCREMENT = {'i'};

    private final byte[] work;
    // Of the function that runs: by key, the operations so far.
    private final Map<String, Integer> counts = new HashMap<>();
    private int place;

    /** @param work the same for every attempt of a stage, and for nothing else */
    OperationIds(String work) {
        this.work = work.getBytes(UTF_8);
    }

    /** The operations that follow are of the next function of the chain, or of the next element of the list. */
    void enter(int nextPlace) {
        place = nextPlace;
        counts.clear();
    }

    Numbered next(String key) {
        return new Numbered(place, key, counts.merge(key, 1, Integer::sum));
    }

    /** An operation before it is known what it does. */
    final class Numbered {
        private final int place;
        private final String key;
        private final int number;

        private Numbered(int place, String key, int number) {
            this.place = place;
            this.key = key;
            this.number = number;
        }

        /** That writes what it was asked to. */
        OperationId id(byte[]... what) {
            return idOf(this, what);
        }

        /** That adds to a counter, whatever it adds. */
        OperationId ofIncrement() {
            return idOf(this, INCREMENT);
        }
    }

    private OperationId idOf(Numbered operation, byte[]... what) {
        MessageDigest digest = sha256();
        update(digest, work);
        update(digest, operation.key.getBytes(UTF_8));
        digest.update(ByteBuffer.allocate(2 * Integer.BYTES)
                .putInt(operation.place)
                .putInt(operation.number)
                .flip());
        for (byte[] part : what) {
            update(digest, part);
        }
        return OperationId.of(digest.digest());
    }

    /** Of putting a run's result into the store. */
    static OperationId ofOutput(String runId) {
        MessageDigest digest = sha256();
        update(digest, "output".getBytes(UTF_8));
        update(digest, runId.getBytes(UTF_8));
        return OperationId.of(digest.digest());
    }

    private static void update(MessageDigest digest, byte[] part) {
        // So that no two lists of parts are the same bytes.
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
        digest.update(part);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
