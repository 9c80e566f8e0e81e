package io.cloudburst.gateway.access;

import io.cloudburst.gateway.http.Guard;
import io.cloudburst.gateway.http.Principal;
import io.cloudburst.gateway.http.Problem;
import io.cloudburst.gateway.http.ProblemException;
import io.cloudburst.gateway.http.ProblemKind;
import io.cloudburst.gateway.http.Role;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The guard that settings ask for. */
public final class Access implements Guard, AutoCloseable {
    private static final String BEARER = "bearer ";
    private static final int LONGEST_CREDENTIAL = 8 << 10;
    private static final int WAITING = 1_000;

    private final boolean open;
    private final Optional<ApiKeys> keys;
    private final Optional<Tokens> tokens;
    /** Checks tokens, which may wait for the issuer's keys. */
    private final ThreadPoolExecutor checkers;

    /**
     * @param host that is listened on
     * @throws IllegalArgumentException if whoever can reach it could do anything, or the keys cannot be read
     */
    public Access(AccessSettings settings, String host) {
        if (settings.isOpen() && !settings.openToNetwork() && !isLoopback(host)) {
            throw new IllegalArgumentException(
                    "'%s' can be reached from other machines, so whoever asks must show who they are: give a file of API keys, which './cloudburst gateway key' makes, or an issuer of tokens"
                            .formatted(host));
        }
        this.open = settings.isOpen();
        this.keys = settings.keys().map(ApiKeys::read);
        this.tokens = settings.issuer().map(Tokens::new);
        this.checkers = new ThreadPoolExecutor(2, 2, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), work -> {
            Thread thread = new Thread(work, "gateway-tokens");
            thread.setDaemon(true);
            return thread;
        });
        checkers.allowCoreThreadTimeOut(true);
    }

    /** Every name that is not known is taken for one that others can reach. */
    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Override
    public CompletionStage<Principal> identify(
            Optional<String> authorization, Optional<String> apiKey, String address) {
        if (open) {
            return CompletableFuture.completedFuture(new Principal(address, Role.ADMIN));
        }
        Optional<String> credential = apiKey.or(() -> authorization
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()).strip()));
        if (credential.isEmpty()) {
            return authorization.isPresent()
                    ? refused("Authorization must be 'Bearer' and an API key or a token")
                    : CompletableFuture.completedFuture(new Principal(address, Role.ANYONE));
        }
        if (credential.get().length() > LONGEST_CREDENTIAL) {
            return refused("no API key and no token is that long");
        }
        if (ApiKeys.isOne(credential.get()) || tokens.isEmpty()) {
            return keys.flatMap(known -> known.find(credential.get()))
                    .map(CompletableFuture::completedFuture)
                    .orElseGet(() -> refused("this API key is not known here"));
        }
        return verified(credential.get(), tokens.get());
    }

    private CompletableFuture<Principal> verified(String token, Tokens issuer) {
        CompletableFuture<Principal> verified = new CompletableFuture<>();
        try {
            checkers.execute(() -> {
                try {
                    verified.complete(issuer.verify(token));
                } catch (RuntimeException e) {
                    verified.completeExceptionally(
                            e instanceof ProblemException known
                                            && known.problem().kind() == ProblemKind.UNAUTHENTICATED
                                    ? challenge(known.problem())
                                    : e);
                }
            });
        } catch (RejectedExecutionException e) {
            verified.completeExceptionally(new ProblemException(
                    ProblemKind.OVERLOADED, "too many tokens wait to be checked; ask again later"));
        }
        return verified;
    }

    private static CompletableFuture<Principal> refused(String why) {
        return CompletableFuture.failedFuture(challenge(Problem.of(ProblemKind.UNAUTHENTICATED, why)));
    }

    private static ProblemException challenge(Problem problem) {
        return new ProblemException(problem.withHeader("WWW-Authenticate", "Bearer"));
    }

    @Override
    public void close() {
        checkers.shutdown();
    }
}
