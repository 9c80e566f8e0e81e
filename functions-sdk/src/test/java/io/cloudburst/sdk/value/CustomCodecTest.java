package io.cloudburst.sdk.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.CustomCodec;
import io.cloudburst.sdk.ErrorCode;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class CustomCodecTest {
    /** Has no form that anything else could read. */
    public static class Angle {
        private final double radians;

        Angle(double radians) {
            this.radians = radians;
        }

        double degrees() {
            return Math.toDegrees(radians);
        }
    }

    static final class RightAngle extends Angle {
        RightAngle() {
            super(Math.PI / 2);
        }
    }

    record Corner(String name, Angle angle) {}

    public static final class AngleCodec implements CustomCodec<Angle> {
        @Override
        public Class<Angle> type() {
            return Angle.class;
        }

        @Override
        public String name() {
            return "angle";
        }

        @Override
        public byte[] encode(Angle angle) {
            if (Double.isNaN(angle.radians)) {
                throw new IllegalArgumentException("no angle");
            }
            return ByteBuffer.allocate(Double.BYTES).putDouble(angle.radians).array();
        }

        @Override
        public Angle decode(byte[] bytes) {
            return new Angle(ByteBuffer.wrap(bytes).getDouble());
        }
    }

    private final ValueCodec codec = new ValueCodec(getClass().getClassLoader());

    @Test
    void objectsOfTheTypeTravelAsTheCodecSays() {
        Value value = codec.encode(new RightAngle());

        assertThat(value.getCoded().getCodec()).isEqualTo("angle");
        assertThat(((Angle) codec.decode(value, Angle.class)).degrees()).isEqualTo(90);
        assertThat(codec.decode(value)).isInstanceOf(Angle.class);
        assertThatThrownBy(() -> codec.decode(value, String.class)).hasMessageContaining("expected java.lang.String");
    }

    @Test
    void insideOfOthersToo() {
        Corner corner = (Corner) codec.decode(codec.encode(new Corner("a", new Angle(Math.PI))), Corner.class);

        assertThat(corner.name()).isEqualTo("a");
        assertThat(corner.angle().degrees()).isEqualTo(180);
        assertThat(codec.decode(ValueLists.of(List.of(codec.encode(new RightAngle()))), List.class))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .first()
                .isInstanceOf(Angle.class);
    }

    @Test
    void whoeverLacksTheCodecIsToldItsName() {
        Value value = codec.encode(new RightAngle());
        ValueCodec without = new ValueCodec(ClassLoader.getPlatformClassLoader());

        refused(() -> without.decode(value, Object.class), "was written with codec 'angle', which is not known here");
        refused(() -> codec.encode(new Angle(Double.NaN)), "codec 'angle' threw");
        Value broken = value.toBuilder()
                .setCoded(value.getCoded().toBuilder().setBytes(com.google.protobuf.ByteString.EMPTY))
                .build();
        refused(() -> codec.decode(broken), "codec 'angle' cannot read");
    }

    private static void refused(Runnable action, String why) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        CloudburstException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining(why);
    }
}
