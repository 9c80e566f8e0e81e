package io.cloudburst.cli;

import io.cloudburst.server.settings.Durations;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration as it is typed on a command line: {@code 500ms}, {@code 30s}, {@code 10m}, {@code 1h30m}, {@code 7d}. */
final class DurationArgument implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
