package io.cloudburst.statefun.watch;

import io.cloudburst.protocol.Call;

/** What was called. */
record Target(String name, boolean dag) {
    static Target of(Call call) {
        return call.hasDag() ? new Target(call.getDag(), true) : new Target(call.getFunction(), false);
    }
}
