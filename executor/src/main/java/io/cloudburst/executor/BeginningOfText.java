package io.cloudburst.executor;

import java.io.Writer;

/** Keeps the beginning of what is written, and ends the writing when it has as much as it keeps. */
final class BeginningOfText extends Writer {
    private final StringBuilder text = new StringBuilder();
    private final int limit;

    /** There is no room for more. */
    static final class FullException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    BeginningOfText(int limit) {
        this.limit = limit;
    }

    @Override
    public void write(char[] buffer, int offset, int length) {
        text.append(buffer, offset, Math.min(length, limit - text.length()));
        endIfFull();
    }

    /** Without a copy of it, which may be very long. */
    @Override
    public void write(String string, int offset, int length) {
        text.append(string, offset, offset + Math.min(length, limit - text.length()));
        endIfFull();
    }

    private void endIfFull() {
        if (text.length() >= limit) {
            throw new FullException();
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public String toString() {
        return text.toString();
    }
}
