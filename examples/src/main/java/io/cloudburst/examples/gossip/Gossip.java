package io.cloudburst.examples.gossip;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.FunctionContext;
import java.util.List;

/** Averages that nobody computes. Safe for use by many threads. */
public final class Gossip {
    private final RegisteredFunction<Double> member;
    private final RegisteredFunction<Object> introduce;

    private Gossip(RegisteredFunction<Double> member, RegisteredFunction<Object> introduce) {
        this.member = member;
        this.introduce = introduce;
    }

    /** Registers its functions, in place of those that are there. */
    public static Gossip on(Cloudburst cloudburst) {
        return new Gossip(
                cloudburst.register("gossip_member", Gossip::member).function(),
                cloudburst.register("gossip_introduce", Gossip::introduce).function());
    }

    /**
     * Runs one member for each value, all at once, so there must be a thread for each of them.
     *
     * @param values at least one
     * @return what each of them thinks the average is, after so many rounds, in the order of the values
     */
    public List<Double> estimates(List<Double> values, int rounds) {
        List<CloudFuture<Double>> members =
                values.stream().map(value -> member.call(value, rounds)).toList();
        // The id of a call is the id of the function that it runs: it can be written to before it has begun.
        CloudFuture<Object> introduced =
                introduce.call(members.stream().map(CloudFuture::callId).toList());
        introduced.join();
        return members.stream().map(CloudFuture::join).toList();
    }

    private static Double member(FunctionContext context, Double value, Integer rounds) {
        return new Member(context, value).estimateAfter(rounds);
    }

    private static Object introduce(FunctionContext context, List<String> members) {
        members.forEach(id -> context.send(id, News.introduction(members)));
        return null;
    }
}
