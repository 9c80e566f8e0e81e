package io.cloudburst.statefun.watch;

import io.cloudburst.protocol.ArgumentPreviews;
import io.cloudburst.protocol.Arguments;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.Continuation;
import io.cloudburst.protocol.Value;
import io.cloudburst.protocol.ValuePreview;
import io.cloudburst.sdk.registry.Composition;
import java.util.ArrayList;
import java.util.List;

/** So much of values that nobody is hurt by keeping it. */
final class Previews {
    /** Of one value, and of all arguments of a call. */
    static final int MAX_BYTES = 4 << 10;
    /** Of a value, of nodes. */
    private static final int MAX_ARGUMENTS = 64;

    private Previews() {}

    static List<ArgumentPreviews> of(Call call) {
        List<ArgumentPreviews> all = new ArrayList<>();
        int left = add(all, call.getArgumentsList(), 0, MAX_BYTES);
        for (int i = 0; i < call.getContinuationsCount(); i++) {
            Continuation then = call.getContinuations(i);
            left = add(all, then.getArgumentsList(), i + 1, left);
        }
        return all;
    }

    /** @return how many bytes are left for others */
    private static int add(List<ArgumentPreviews> all, List<Arguments> arguments, int continuation, int left) {
        for (Arguments one : arguments) {
            if (all.size() >= MAX_ARGUMENTS) {
                return 0;
            }
            ArgumentPreviews.Builder previews = ArgumentPreviews.newBuilder()
                    .setNode(continuation == 0 ? one.getNode() : Composition.continued(continuation, one.getNode()));
            int shown = Math.min(MAX_ARGUMENTS, one.getValuesCount());
            for (int i = 0; i < shown; i++) {
                ValuePreview preview = of(one.getValues(i), left);
                previews.addValues(preview);
                left -= preview.getValue().getSerializedSize();
            }
            all.add(previews.build());
        }
        return left;
    }

    /** @param most bytes of it */
    static ValuePreview of(Value value, int most) {
        int bytes = value.getSerializedSize();
        ValuePreview.Builder preview = ValuePreview.newBuilder().setBytes(bytes);
        if (bytes <= most) {
            return preview.setValue(value).build();
        }
        preview.setTruncated(true);
        if (value.hasText() && most > 16) {
            preview.setValue(Value.newBuilder().setText(start(value.getText(), most / 4)));
        }
        return preview.build();
    }

    /** No half of a character at its end. */
    private static String start(String text, int length) {
        int end = Math.min(text.length(), length);
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }

    static boolean areCut(List<ArgumentPreviews> arguments) {
        return arguments.size() >= MAX_ARGUMENTS
                || arguments.stream()
                        .anyMatch(one -> one.getValuesCount() >= MAX_ARGUMENTS
                                || one.getValuesList().stream().anyMatch(ValuePreview::getTruncated));
    }
}
