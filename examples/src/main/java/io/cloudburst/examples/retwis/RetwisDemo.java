package io.cloudburst.examples.retwis;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.CloudFuture;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Some people, who follow each other and talk all at once. */
public final class RetwisDemo {
    private static final List<String> PEOPLE = List.of("ada", "alan", "barbara", "edsger", "grace", "leslie");
    private static final List<String> TEXTS =
            List.of("Good morning", "It compiles", "It runs", "It is faster now", "It was not a cache", "Good night");

    private RetwisDemo() {}

    /** @param args where Cloudburst is; {@code 127.0.0.1:9092} if not given */
    public static void main(String[] args) {
        try (Cloudburst cloudburst = Cloudburst.connect(args.length > 0 ? args[0] : "127.0.0.1:9092")) {
            run(Retwis.on(cloudburst), System.out);
        }
    }

    static void run(Retwis retwis, PrintStream out) {
        Random random = new Random(1);
        join(PEOPLE.stream().map(retwis::signUp).toList());

        List<CloudFuture<?>> follows = new ArrayList<>();
        for (String user : PEOPLE) {
            for (String other : PEOPLE) {
                if (!user.equals(other) && random.nextBoolean()) {
                    follows.add(retwis.follow(user, other));
                }
            }
        }
        join(follows);

        List<CloudFuture<Post>> posts = new ArrayList<>();
        for (String text : TEXTS) {
            PEOPLE.forEach(user -> posts.add(retwis.post(user, text)));
        }
        join(posts);
        Post first = posts.get(0).join();
        join(PEOPLE.stream().map(user -> retwis.like(first)).toList());
        Post reply =
                retwis.reply("grace", "Good morning, " + first.author(), first).join();

        out.println("ada's timeline:");
        for (Post post : retwis.timeline("ada", 5).join()) {
            out.printf("  %-8s %s%n", post.author(), post.text());
        }
        out.printf(
                "%d follow ada, who has said %d things; %s answered: %s%n",
                retwis.followerCount("ada").join(),
                retwis.profile("ada", 100).join().length,
                reply.author(),
                retwis.replies(first).join()[0].text());
    }

    private static void join(List<? extends CloudFuture<?>> calls) {
        calls.forEach(CloudFuture::join);
    }
}
