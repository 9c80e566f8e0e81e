package io.cloudburst.examples.retwis;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.Dag;
import java.util.List;
import java.util.Map;

/** Retwis as its users call it. Safe for use by many threads. */
public final class Retwis {
    private static final String TIMELINE = "retwis_timeline";

    private final Cloudburst cloudburst;
    private final RegisteredFunction.Of1<String, String> signUp;
    private final RegisteredFunction.Of2<String, String, Integer> follow;
    private final RegisteredFunction.Of2<String, String, Integer> unfollow;
    private final RegisteredFunction.Of4<String, String, Long, String, Post> post;
    private final RegisteredFunction.Of1<String, Long> like;
    private final RegisteredFunction.Of1<String, Post[]> replies;
    private final RegisteredFunction.Of1<String, Integer> followerCount;
    private final RegisteredFunction.Of2<Integer, String, Post[]> recent;

    private Retwis(Cloudburst cloudburst) {
        this.cloudburst = cloudburst;
        this.signUp = cloudburst.register("retwis_sign_up", RetwisFunctions::signUp);
        this.follow = cloudburst.register("retwis_follow", RetwisFunctions::follow);
        this.unfollow = cloudburst.register("retwis_unfollow", RetwisFunctions::unfollow);
        this.post = cloudburst.register("retwis_post", RetwisFunctions::post);
        this.like = cloudburst.register("retwis_like", RetwisFunctions::like);
        this.replies = cloudburst.register("retwis_replies", RetwisFunctions::replies);
        this.followerCount = cloudburst.register("retwis_follower_count", RetwisFunctions::followerCount);
        this.recent = cloudburst.register("retwis_recent", RetwisFunctions::recent);
        cloudburst.register("retwis_sources", RetwisFunctions::sources);
        cloudburst.register("retwis_newest", RetwisFunctions::newest);
        cloudburst.replaceDag(Dag.named(TIMELINE)
                .node("sources", "retwis_sources")
                .node("recent", "retwis_recent", Dag.each())
                .node("newest", "retwis_newest")
                .edge("sources", "recent")
                .edge("recent", "newest")
                .build());
    }

    /** Registers its functions and its DAG, in place of those that are there. */
    public static Retwis on(Cloudburst cloudburst) {
        return new Retwis(cloudburst);
    }

    public CloudFuture<String> signUp(String user) {
        return signUp.call(user);
    }

    public CloudFuture<Integer> follow(String user, String other) {
        return follow.call(user, other);
    }

    public CloudFuture<Integer> unfollow(String user, String other) {
        return unfollow.call(user, other);
    }

    public CloudFuture<Post> post(String author, String text) {
        return post.call(author, text, System.currentTimeMillis(), null);
    }

    public CloudFuture<Post> reply(String author, String text, Post to) {
        return post.call(author, text, System.currentTimeMillis(), to.key());
    }

    /** The number of likes the post has with this one. */
    public CloudFuture<Long> like(Post liked) {
        return like.call(liked.key());
    }

    public CloudFuture<Post[]> replies(Post to) {
        return replies.call(to.key());
    }

    public CloudFuture<Integer> followerCount(String user) {
        return followerCount.call(user);
    }

    /** The newest posts of one user, at most {@code count}. */
    public CloudFuture<Post[]> profile(String user, int count) {
        return recent.call(count, user);
    }

    /** The newest posts of a user and of whom the user follows, at most {@code count}. */
    public CloudFuture<Post[]> timeline(String user, int count) {
        return cloudburst.callDag(
                TIMELINE,
                Map.of("sources", List.of(user), "recent", List.of(count), "newest", List.of(count)),
                Post[].class);
    }
}
