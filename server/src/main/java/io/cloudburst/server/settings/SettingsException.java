package io.cloudburst.server.settings;

/** A setting is wrong. The message is one line that names it and says what to do; whoever started the process must change it. */
public final class SettingsException extends RuntimeException {
    public SettingsException(String message) {
        super(message);
    }

    public SettingsException(String message, Throwable cause) {
        super(message, cause);
    }
}
