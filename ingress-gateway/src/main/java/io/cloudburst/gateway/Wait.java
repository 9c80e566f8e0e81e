package io.cloudburst.gateway;

import io.cloudburst.gateway.http.Request;
import io.cloudburst.gateway.http.Response;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How long a caller wants to wait: {@code ?wait=SECONDS}, or the header {@code Prefer: wait=SECONDS} or {@code Prefer: respond-async}
 * (RFC 7240).
 *
 * @param applied what of the header was followed; empty if there was none
 */
record Wait(Duration time, String applied) {
    static final String PARAMETER = "wait";
    private static final int LONGEST_DIGITS = 9;

    /** @throws io.cloudburst.gateway.http.ProblemException if the parameter makes no sense; a preference that makes none is passed over */
    static Wait of(Request request, Duration usual, Duration longest) {
        if (request.parameter(PARAMETER).isPresent()) {
            long seconds = request.integer(PARAMETER, 0, longest.toSeconds(), 0);
            return new Wait(Duration.ofSeconds(seconds), "");
        }
        for (String preference : request.headers().getAll("Prefer")) {
            for (String one : preference.toLowerCase(Locale.ROOT).split("[,;]")) {
                Optional<Wait> wait = preferred(one.strip(), longest);
                if (wait.isPresent()) {
                    return wait.get();
                }
            }
        }
        return new Wait(usual, "");
    }

    private static Optional<Wait> preferred(String preference, Duration longest) {
        if (preference.equals("respond-async")) {
            return Optional.of(new Wait(Duration.ZERO, preference));
        }
        String[] parts = preference.split("=", 2);
        if (parts.length == 2
                && parts[0].strip().equals("wait")
                && parts[1].strip().matches("\\d{1," + LONGEST_DIGITS + "}")) {
            long seconds = Math.min(Long.parseLong(parts[1].strip()), longest.toSeconds());
            return Optional.of(new Wait(Duration.ofSeconds(seconds), "wait=" + seconds));
        }
        return Optional.empty();
    }

    Response on(Response response) {
        return applied.isEmpty() ? response : response.with("Preference-Applied", applied);
    }
}
