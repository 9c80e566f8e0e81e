package io.cloudburst.client;

import io.cloudburst.protocol.StageSpan;
import io.cloudburst.protocol.Trace;
import io.cloudburst.sdk.Timeline;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Timelines from the wire. */
final class TimelineCodec {
    private TimelineCodec() {}

    static Timeline decode(Trace trace) {
        return new Timeline(
                instant(trace.getAccepted()),
                trace.getStagesList().stream().map(TimelineCodec::decode).toList());
    }

    private static Timeline.Stage decode(StageSpan span) {
        return new Timeline.Stage(
                span.getNodesList(),
                span.getPart(),
                instant(span.getQueued()),
                instant(span.getStarted()),
                instant(span.getEnded()),
                span.getError());
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
