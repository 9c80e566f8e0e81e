package io.cloudburst.client;

import io.cloudburst.sdk.code.CodeBundle;
import io.cloudburst.sdk.deadline.Await;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.registry.Registry;
import io.cloudburst.sdk.registry.UnusedBundles;
import io.cloudburst.sdk.store.ObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has code removed that no function has any more: whoever changes functions looks after what earlier changes have left, at the first
 * change and then once an hour, beside what it does. A removal that goes wrong is done at a later change, by whomever; a bundle whose
 * note goes wrong stays. Of one thread, but for what it does beside.
 */
final class UnusedCode {
    private static final Logger LOG = LoggerFactory.getLogger(UnusedCode.class);
    private static final Duration PAUSE = Duration.ofHours(1);

    private final Registry registry;
    private final UnusedBundles unused;
    private final Duration timeout;
    private Instant next = Instant.MIN;

    UnusedCode(Registry registry, ObjectStore objects, Duration timeout) {
        this.registry = registry;
        this.unused = new UnusedBundles(objects, timeout);
        this.timeout = timeout;
    }

    /** @param before what a function had that has other code now, or is deleted */
    void changed(Optional<CodeBundle> before) {
        Instant now = Instant.now();
        boolean due = !now.isBefore(next);
        Optional<CodeBundle> left = before.filter(bundle -> bundle.chunks() > 0 && !isUsed(bundle));
        if (!due && left.isEmpty()) {
            return;
        }
        if (due) {
            next = now.plus(PAUSE);
        }
        Thread beside = new Thread(() -> lookAfter(left, due, now), "cloudburst-unused-code");
        beside.setDaemon(true);
        beside.start();
    }

    private void lookAfter(Optional<CodeBundle> left, boolean due, Instant now) {
        try {
            left.ifPresent(bundle -> unused.add(bundle, now));
            if (due) {
                Await.result(registry.catchUp(), timeout, "reading what is registered");
                unused.remove(this::isUsed, now);
            }
        } catch (RuntimeException e) {
            LOG.debug("code that no function has any more stays for now", e);
        }
    }

    private boolean isUsed(CodeBundle bundle) {
        return registry.functions().stream().map(RegisteredCode::bundle).anyMatch(bundle::equals);
    }
}
