package io.cloudburst.examples.retwis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.testkit.CloudburstExtension;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RetwisTest {
    /** Not static: each test begins with nobody signed up. */
    @RegisterExtension
    final CloudburstExtension cloudburst = CloudburstExtension.inMemory();

    private Retwis retwis;

    @BeforeEach
    void threePeople() {
        retwis = Retwis.on(cloudburst.client());
        for (String user : List.of("ada", "bob", "eve")) {
            retwis.signUp(user).join();
        }
    }

    @Test
    void aTimelineHasOnesOwnPostsAndThoseOfWhomOneFollowsTheNewestFirst() {
        retwis.follow("ada", "bob").join();
        retwis.post("ada", "one").join();
        retwis.post("bob", "two").join();
        retwis.post("eve", "not for ada").join();
        retwis.post("bob", "three").join();

        assertThat(retwis.timeline("ada", 10).join())
                .extracting(Post::text)
                .containsExactlyInAnyOrder("one", "two", "three");
        assertThat(retwis.timeline("eve", 10).join()).extracting(Post::text).containsExactly("not for ada");
        assertThat(retwis.timeline("ada", 10).join()).isSortedAccordingTo((a, b) -> Long.compare(b.at(), a.at()));
        assertThat(retwis.timeline("ada", 2).join()).hasSize(2);
    }

    @Test
    void whoIsNoLongerFollowedIsNoLongerRead() {
        retwis.follow("ada", "bob").join();
        retwis.post("bob", "hello").join();
        assertThat(retwis.followerCount("bob").join()).isEqualTo(1);

        assertThat(retwis.unfollow("ada", "bob").join()).isZero();

        assertThat(retwis.timeline("ada", 10).join()).isEmpty();
        assertThat(retwis.followerCount("bob").join()).isZero();
    }

    @Test
    void aReplyIsFoundAtWhatItAnswers() {
        Post question = retwis.post("ada", "anyone?").join();
        retwis.reply("bob", "me", question).join();

        assertThat(retwis.replies(question).join()).extracting(Post::author).containsExactly("bob");
        assertThat(retwis.profile("bob", 10).join())
                .singleElement()
                .extracting(Post::replyTo)
                .isEqualTo(question.key());
    }

    @Test
    void whatManyDoAtOnceIsAllThere() {
        Post post = retwis.post("ada", "like this").join();
        List<CloudFuture<Long>> likes =
                IntStream.range(0, 200).mapToObj(i -> retwis.like(post)).toList();
        List<CloudFuture<Post>> posts = IntStream.range(0, 100)
                .mapToObj(i -> retwis.post("bob", "number " + i))
                .toList();
        likes.forEach(CloudFuture::join);
        posts.forEach(CloudFuture::join);

        assertThat(retwis.like(post).join()).isEqualTo(201);
        assertThat(retwis.profile("bob", 1_000).join()).hasSize(100);
    }

    @Test
    void whatCannotBeDoneSaysWhy() {
        assertThatThrownBy(() -> retwis.signUp("No Name").join())
                .isInstanceOf(CloudburstException.class)
                .hasMessageContaining("'No Name'");
        assertThatThrownBy(() -> retwis.post("nobody", "hello").join()).hasMessageContaining("'nobody'");
        assertThatThrownBy(() -> retwis.post("ada", "x".repeat(281)).join()).hasMessageContaining("281");
        assertThatThrownBy(() -> retwis.follow("ada", "nobody").join()).hasMessageContaining("'nobody'");
    }
}
