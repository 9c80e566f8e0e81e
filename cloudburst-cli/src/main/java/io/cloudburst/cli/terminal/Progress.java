package io.cloudburst.cli.terminal;

import java.io.PrintWriter;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * How far something has come, in the last line of a terminal; nothing at all where there is none. Closing it takes the line away.
 * For use by one thread.
 */
public final class Progress implements AutoCloseable {
    private static final int UPDATE_MILLIS = 200;
    /** To the beginning of the line, and clears it. */
    private static final String CLEAR = "\r\033[K";

    private final PrintWriter err;
    private final ProgressBar bar;

    private Progress(PrintWriter err, ProgressBar bar) {
        this.err = err;
        this.bar = bar;
    }

    /**
     * @param err leads to standard error, which is where it is shown if that is a terminal
     * @param unit of what is counted, such as "calls"
     */
    public static Progress start(Terminal terminal, PrintWriter err, String unit) {
        if (!terminal.err()) {
            return new Progress(err, null);
        }
        ProgressBar bar = new ProgressBarBuilder()
                .setInitialMax(-1)
                .setUnit(" " + unit, 1)
                .showSpeed()
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setConsumer(new DelegatingProgressBarConsumer(
                        line -> {
                            synchronized (err) {
                                err.print(CLEAR + line);
                                err.flush();
                            }
                        },
                        terminal.columns() - 1))
                .build();
        return new Progress(err, bar);
    }

    /** @param expected how much there will be, as far as it is known; negative if it is not */
    public void at(long done, long expected) {
        if (bar != null) {
            bar.maxHint(expected);
            bar.stepTo(done);
        }
    }

    /** Does what prints lines, so that they do not meet with the bar. */
    public void print(Runnable lines) {
        if (bar == null) {
            lines.run();
            return;
        }
        synchronized (err) {
            err.print(CLEAR);
            err.flush();
            lines.run();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            err.print(CLEAR);
            err.flush();
        }
    }
}
