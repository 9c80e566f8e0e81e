package io.cloudburst.client;

import io.cloudburst.protocol.KeyGroups;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The id of a call that this client made: when, a random part, and the partition that its reply goes to, so that whoever has the id
 * knows where to look for the reply.
 *
 * <p>Text form: milliseconds since the epoch and 64 random bits, in hex, and the partition: {@code 018f3a5c7d10-9f86d081884c7d65-3}.
 */
record CallId(long millis, long random, int partition) {
    private static final int CANDIDATE_DIGITS = 4;
    private static final int CANDIDATES = 1 << 4 * CANDIDATE_DIGITS;

    static CallId next(int partition) {
        return new CallId(
                System.currentTimeMillis(), ThreadLocalRandom.current().nextLong(), partition);
    }

    /** One that the job places in this key group, see {@link KeyGroups}. */
    static CallId next(int partition, int keyGroup) {
        while (true) {
            CallId id = next(partition);
            String text = id.toString();
            int end = text.lastIndexOf('-');
            // A hundred candidates or so: only what differs is hashed again.
            int prefix = text.substring(0, end - CANDIDATE_DIGITS).hashCode();
            String suffix = text.substring(end);
            for (int candidate = 0; candidate < CANDIDATES; candidate++) {
                if (KeyGroups.ofHash(hash(prefix, candidate, suffix)) == keyGroup) {
                    return new CallId(id.millis, id.random & -CANDIDATES | candidate, partition);
                }
            }
        }
    }

    /** The {@link String#hashCode} of prefix, candidate in hex, and suffix. */
    private static int hash(int prefix, int candidate, String suffix) {
        int hash = prefix;
        for (int shift = (CANDIDATE_DIGITS - 1) * 4; shift >= 0; shift -= 4) {
            hash = 31 * hash + Character.forDigit((candidate >>> shift) & 0xf, 16);
        }
        for (int i = 0; i < suffix.length(); i++) {
            hash = 31 * hash + suffix.charAt(i);
        }
        return hash;
    }

    static CallId parse(String text) {
        String[] parts = text == null ? new String[0] : text.split("-");
        try {
            if (parts.length == 3) {
                return new CallId(
                        Long.parseLong(parts[0], 16), Long.parseUnsignedLong(parts[1], 16), Integer.parseInt(parts[2]));
            }
        } catch (NumberFormatException e) {
            // Refused below like every other form.
        }
        throw new CloudburstException(
                ErrorCode.INVALID_ARGUMENT,
                "'%s' is not the id of a call; take it from CloudFuture.callId()".formatted(text));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(32);
        hex(text, millis, 12);
        text.append('-');
        hex(text, random, 16);
        return text.append('-').append(partition).toString();
    }

    private static void hex(StringBuilder text, long bits, int digits) {
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
            text.append(Character.forDigit((int) (bits >>> shift) & 0xf, 16));
        }
    }
}
