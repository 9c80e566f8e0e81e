package io.cloudburst.server.flink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudburst.server.settings.Settings;
import io.cloudburst.statefun.CheckpointDirectory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** What is asked of Flink's job manager over HTTP. Thread-safe. */
final class RestApi {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final long LOOK_AGAIN_MILLIS = 50;

    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final String address;

    RestApi(Settings settings) {
        this.address =
                settings.jobmanager().host() + ":" + settings.jobmanager().restPort();
    }

    String address() {
        return address;
    }

    /** Why the job does not run; empty: it does. */
    Optional<String> jobAilment() {
        try {
            for (JsonNode job : get("/jobs/overview").path("jobs")) {
                String state = job.path("state").asText();
                boolean all = job.path("tasks").path("running").asInt()
                        == job.path("tasks").path("total").asInt();
                return state.equals("RUNNING") && all
                        ? Optional.empty()
                        : Optional.of("the job is " + state + ", and not all of it runs");
            }
            return Optional.of("there is no job yet");
        } catch (IOException e) {
            return Optional.of("the job manager does not answer: " + e.getMessage());
        }
    }

    /** How often the job has failed because it could not be restored, since it was begun; no more than some of the last are counted. */
    int restoreFailures() throws IOException {
        int failures = 0;
        for (JsonNode job : get("/jobs/overview").path("jobs")) {
            JsonNode history = get("/jobs/" + job.path("jid").asText() + "/exceptions")
                    .path("exceptionHistory")
                    .path("entries");
            for (JsonNode entry : history) {
                if (CheckpointDirectory.isRestoreFailure(
                        entry.path("stacktrace").asText())) {
                    failures++;
                }
            }
        }
        return failures;
    }

    /**
     * Has a checkpoint made, and returns when it is complete.
     *
     * @throws IOException if it could not be made in time
     */
    void checkpoint(Duration timeout) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (JsonNode job : get("/jobs/overview").path("jobs")) {
            String checkpoints = "/jobs/" + job.path("jid").asText() + "/checkpoints";
            String trigger = send(request(checkpoints)
                            .POST(BodyPublishers.ofString("{\"checkpointType\": \"FULL\"}"))
                            .header("Content-Type", "application/json"))
                    .path("request-id")
                    .asText();
            while (true) {
                JsonNode made = get(checkpoints + "/" + trigger);
                if (made.path("status").path("id").asText().equals("COMPLETED")) {
                    JsonNode failure = made.path("operation").path("failure-cause");
                    if (!failure.isMissingNode() && !failure.isNull()) {
                        throw new IOException(
                                "no checkpoint: " + failure.path("class").asText());
                    }
                    return;
                }
                if (System.nanoTime() > deadline) {
                    throw new IOException("no checkpoint within " + timeout.toSeconds() + " s");
                }
                pause();
            }
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(LOOK_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private JsonNode get(String path) throws IOException {
        return send(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + address + path)).timeout(TIMEOUT);
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException {
        try {
            var response = http.send(request.build(), BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new IOException("status " + response.statusCode() + " from "
                        + request.build().uri());
            }
            return mapper.readTree(response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
