package io.cloudburst.statefun;

import io.cloudburst.executor.Letter;
import io.cloudburst.executor.StageCodec;
import io.cloudburst.executor.StageMail;
import io.cloudburst.executor.StagePlace;
import io.cloudburst.protocol.LetterDelivery;
import io.cloudburst.protocol.LetterOutcome;
import io.cloudburst.protocol.NumberedLetter;
import io.cloudburst.protocol.Sender;
import io.cloudburst.sdk.ErrorCode;

/** Letters, and what becomes of them, as the bytes that travel. */
final class LetterCodec {
    private LetterCodec() {}

    /** Without its number. */
    static io.cloudburst.protocol.Letter encode(Letter letter) {
        return io.cloudburst.protocol.Letter.newBuilder()
                .setTo(letter.to())
                .setBody(letter.body())
                .setExpires(letter.expires())
                .setSender(encode(letter.sender()))
                .build();
    }

    private static Sender encode(Letter.Sender sender) {
        return Sender.newBuilder()
                .setId(sender.id())
                .setReturnTo(sender.returnTo())
                .setApart(sender.apart())
                .setStream(sender.stream())
                .setSequence(sender.sequence())
                .build();
    }

    static Letter decode(io.cloudburst.protocol.Letter letter, long number) {
        return new Letter(letter.getTo(), number, letter.getBody(), letter.getExpires(), decode(letter.getSender()));
    }

    static Letter.Sender decode(Sender sender) {
        return new Letter.Sender(
                sender.getId(), sender.getReturnTo(), sender.getApart(), sender.getStream(), sender.getSequence());
    }

    static NumberedLetter encodeNumbered(Letter letter) {
        return NumberedLetter.newBuilder()
                .setNumber(letter.number())
                .setLetter(encode(letter))
                .build();
    }

    static Letter decode(NumberedLetter letter) {
        return decode(letter.getLetter(), letter.getNumber());
    }

    static LetterOutcome accepted(Letter.Sender sender) {
        return outcome(sender).build();
    }

    static LetterOutcome refused(Letter.Sender sender, ErrorCode code, String message) {
        return outcome(sender)
                .setCode(io.cloudburst.protocol.ErrorCode.valueOf(code.name()))
                .setMessage(message)
                .build();
    }

    private static LetterOutcome.Builder outcome(Letter.Sender sender) {
        return LetterOutcome.newBuilder().setStream(sender.stream()).setSequence(sender.sequence());
    }

    static LetterDelivery encode(Letter letter, StageMail.Delivery delivery) {
        return LetterDelivery.newBuilder()
                .setTo(letter.to())
                .setNumber(letter.number())
                .setResult(LetterDelivery.Result.valueOf(delivery.result().name()))
                .setTaken(delivery.taken())
                .setSender(encode(letter.sender()))
                .build();
    }

    static StageMail.Delivery decode(LetterDelivery delivery) {
        return new StageMail.Delivery(
                StageMail.Result.valueOf(delivery.getResult().name()), delivery.getTaken());
    }

    static io.cloudburst.protocol.StagePlace encode(StagePlace place) {
        return StageCodec.encode(place);
    }

    static StagePlace decode(String runId, io.cloudburst.protocol.StagePlace place) {
        return StageCodec.decode(runId, place);
    }
}
