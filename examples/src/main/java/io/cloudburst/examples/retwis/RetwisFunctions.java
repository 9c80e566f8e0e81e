package io.cloudburst.examples.retwis;

import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.SharedSet;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/**
 * What runs on Cloudburst. Any number of these may run at once on the same user: sets and counters lose nothing that is added, and no
 * two posts have one key. Each may run twice, after a failure, and leaves the same as if it had run once; but likes, which are counted.
 *
 * <pre>
 * retwis/users                   set of names
 * retwis/following/NAME          set of names
 * retwis/followers/NAME          set of names
 * retwis/posts/NAME/AGE-CALL     a post; AGE falls as time goes by, so that a scan finds the newest first
 * retwis/replies/KEY             set of the keys of posts that answer the post under KEY
 * retwis/likes/KEY               counter
 * </pre>
 */
final class RetwisFunctions {
    private static final String NAME = "[a-z0-9_]{1,30}";
    private static final int LONGEST_TEXT = 280;

    private RetwisFunctions() {}

    private static SharedSet<String> users(FunctionContext context) {
        return context.set("retwis/users", String.class);
    }

    private static SharedSet<String> following(FunctionContext context, String user) {
        return context.set("retwis/following/" + user, String.class);
    }

    private static SharedSet<String> followers(FunctionContext context, String user) {
        return context.set("retwis/followers/" + user, String.class);
    }

    private static String postsOf(String user) {
        return "retwis/posts/" + user + "/";
    }

    /** Signing up again is fine. */
    static String signUp(FunctionContext context, String user) {
        if (!user.matches(NAME)) {
            throw new IllegalArgumentException("a name has 1 to 30 of a-z, 0-9 and _, not '" + user + "'");
        }
        users(context).add(user);
        return user;
    }

    private static void check(FunctionContext context, String user) {
        if (!users(context).contains(user)) {
            throw new IllegalArgumentException("there is no user '" + user + "'; sign up first");
        }
    }

    /** @return how many {@code user} follows */
    static Integer follow(FunctionContext context, String user, String other) {
        check(context, user);
        check(context, other);
        following(context, user).add(other);
        followers(context, other).add(user);
        return following(context, user).elements().size();
    }

    /** @return how many {@code user} still follows */
    static Integer unfollow(FunctionContext context, String user, String other) {
        following(context, user).remove(other);
        followers(context, other).remove(user);
        return following(context, user).elements().size();
    }

    /**
     * @param at now, by the clock of who posts: a second run of the same call writes the same post
     * @param replyTo the key of another post, or null
     */
    static Post post(FunctionContext context, String author, String text, Long at, String replyTo) {
        check(context, author);
        if (text.isBlank() || text.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException(
                    "a post has 1 to %d characters, not %d".formatted(LONGEST_TEXT, text.length()));
        }
        String age = "%019d".formatted(Long.MAX_VALUE - at);
        Post post = new Post(postsOf(author) + age + "-" + context.callId(), author, text, at, replyTo);
        context.put(post.key(), post);
        if (replyTo != null) {
            context.set("retwis/replies/" + replyTo, String.class).add(post.key());
        }
        return post;
    }

    /** @return how many likes the post has */
    static Long like(FunctionContext context, String post) {
        context.counter("retwis/likes/" + post).add(1);
        return context.counter("retwis/likes/" + post).value();
    }

    /** The posts that answer a post, the oldest first. */
    static Post[] replies(FunctionContext context, String post) {
        Set<String> keys = context.set("retwis/replies/" + post, String.class).elements();
        return context.getAll(keys, Post.class).values().stream()
                .sorted(Comparator.comparingLong(Post::at).thenComparing(Post::key))
                .toArray(Post[]::new);
    }

    /** How many follow the user. */
    static Integer followerCount(FunctionContext context, String user) {
        check(context, user);
        return followers(context, user).elements().size();
    }

    // A timeline is a DAG: who is read, then what each of them has posted, side by side, then the newest of it.

    /** The user and whom the user follows. */
    static String[] sources(FunctionContext context, String user) {
        check(context, user);
        Set<String> sources = new TreeSet<>(following(context, user).elements());
        sources.add(user);
        return sources.toArray(String[]::new);
    }

    /** The newest posts of a user, the newest first. Reads no more than it gives. */
    static Post[] recent(FunctionContext context, Integer count, String user) {
        return context.scan(postsOf(user), Post.class)
                .limit(count)
                .map(entry -> entry.getValue())
                .toArray(Post[]::new);
    }

    /** The newest of all, the newest first. */
    static Post[] newest(FunctionContext context, Integer count, Post[][] ofEach) {
        return Arrays.stream(ofEach)
                .flatMap(Arrays::stream)
                .sorted(Comparator.comparingLong(Post::at).reversed().thenComparing(Post::key))
                .limit(count)
                .toArray(Post[]::new);
    }
}
