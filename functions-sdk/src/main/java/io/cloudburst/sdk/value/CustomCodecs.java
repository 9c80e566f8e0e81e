package io.cloudburst.sdk.value;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.google.protobuf.UnsafeByteOperations;
import io.cloudburst.protocol.CodedValue;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.CustomCodec;
import io.cloudburst.sdk.ErrorCode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The codecs that a class path brings for types of its own. Immutable. */
final class CustomCodecs {
    private final Map<String, CustomCodec<?>> byName;

    private CustomCodecs(Map<String, CustomCodec<?>> byName) {
        this.byName = byName;
    }

    /** @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if one cannot be loaded, or two have one name */
    static CustomCodecs of(ClassLoader classes) {
        Map<String, CustomCodec<?>> byName = new LinkedHashMap<>();
        try {
            for (CustomCodec<?> codec : ServiceLoader.load(CustomCodec.class, classes)) {
                CustomCodec<?> other = byName.put(checkedName(codec), codec);
                if (other != null) {
                    throw invalid("codecs %s and %s have the same name '%s'"
                            .formatted(
                                    other.getClass().getName(), codec.getClass().getName(), codec.name()));
                }
            }
        } catch (ServiceConfigurationError e) {
            throw new CloudburstException(ErrorCode.INVALID_ARGUMENT, "a codec cannot be loaded: " + e.getMessage(), e);
        }
        return new CustomCodecs(byName);
    }

    private static String checkedName(CustomCodec<?> codec) {
        if (codec.name() == null || codec.name().isEmpty() || codec.type() == null) {
            throw invalid("codec %s must have a name and a type"
                    .formatted(codec.getClass().getName()));
        }
        return codec.name();
    }

    /** The one for objects of a class. */
    private Optional<CustomCodec<?>> of(Object object) {
        for (CustomCodec<?> codec : byName.values()) {
            if (codec.type().isInstance(object)) {
                return Optional.of(codec);
            }
        }
        return Optional.empty();
    }

    Optional<CodedValue> encode(Object object) {
        return of(object).map(codec -> CodedValue.newBuilder()
                .setCodec(codec.name())
                .setBytes(UnsafeByteOperations.unsafeWrap(encode(codec, object)))
                .build());
    }

    private static <T> byte[] encode(CustomCodec<T> codec, Object object) {
        try {
            return codec.encode(codec.type().cast(object));
        } catch (Exception e) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT,
                    "a %s cannot be encoded: codec '%s' threw %s"
                            .formatted(object.getClass().getName(), codec.name(), e),
                    e);
        }
    }

    Object decode(CodedValue value) {
        CustomCodec<?> codec = byName.get(value.getCodec());
        if (codec == null) {
            throw invalid(
                    "a value was written with codec '%s', which is not known here; put it and its META-INF/services/%s on the class path, or into the jar of the function"
                            .formatted(value.getCodec(), CustomCodec.class.getName()));
        }
        return decode(codec, value.getBytes().toByteArray());
    }

    private static <T> T decode(CustomCodec<T> codec, byte[] bytes) {
        try {
            return codec.decode(bytes);
        } catch (Exception e) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT, "codec '%s' cannot read a value: %s".formatted(codec.name(), e), e);
        }
    }

    private static CloudburstException invalid(String why) {
        return new CloudburstException(ErrorCode.INVALID_ARGUMENT, why);
    }

    /** For such objects inside of others: as bytes, where the type is known. */
    Module inside() {
        SimpleModule module = new SimpleModule("custom codecs");
        byName.values().forEach(codec -> add(module, codec));
        return module;
    }

    private static <T> void add(SimpleModule module, CustomCodec<T> codec) {
        module.addSerializer(codec.type(), new JsonSerializer<T>() {
            @Override
            public void serialize(T object, JsonGenerator out, SerializerProvider provider) throws IOException {
                try {
                    out.writeBinary(codec.encode(object));
                } catch (IOException e) {
                    throw e;
                } catch (Exception e) {
                    throw JsonMappingException.from(out, "codec '%s' threw %s".formatted(codec.name(), e), e);
                }
            }

            @Override
            public void serializeWithType(T object, JsonGenerator out, SerializerProvider provider, TypeSerializer type)
                    throws IOException {
                serialize(object, out, provider);
            }
        });
        module.addDeserializer(codec.type(), new JsonDeserializer<T>() {
            @Override
            public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
                try {
                    return codec.decode(in.getBinaryValue());
                } catch (IOException e) {
                    throw e;
                } catch (Exception e) {
                    throw JsonMappingException.from(in, "codec '%s' threw %s".formatted(codec.name(), e), e);
                }
            }
        });
    }
}
