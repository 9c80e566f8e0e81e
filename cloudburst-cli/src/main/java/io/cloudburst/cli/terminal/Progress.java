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
    /** Whether lines that are printed go to the same place as the bar. */
    private final boolean together;

    private final ProgressBar bar;
    /** As it was drawn last. Guarded by this, as is what is drawn and printed when lines and bar go to the same place. */
    private String drawn = "";

    private Progress(Terminal terminal, PrintWriter err, String unit) {
        this.err = err;
        this.together = terminal.out();
        this.bar = !terminal.err()
                ? null
                : new ProgressBarBuilder()
                        .setInitialMax(-1)
                        .setUnit(" " + unit, 1)
                        .showSpeed()
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(UPDATE_MILLIS)
                        .setConsumer(new DelegatingProgressBarConsumer(this::draw, terminal.columns() - 1))
                        .build();
    }

    /**
     * @param err leads to standard error, which is where it is shown if that is a terminal
     * @param unit of what is counted, such as "calls"
     */
    public static Progress start(Terminal terminal, PrintWriter err, String unit) {
        return new Progress(terminal, err, unit);
    }

    private synchronized void draw(String line) {
        drawn = line;
        err.print(CLEAR + line);
        err.flush();
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
        if (bar == null || !together) {
            lines.run();
            return;
        }
        synchronized (this) {
            err.print(CLEAR);
            err.flush();
            lines.run();
            err.print(drawn);
            err.flush();
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
