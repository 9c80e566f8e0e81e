package io.cloudburst.sdk.value;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.cloudburst.protocol.Reference;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Ref;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * Java objects to {@link Value}s and back. Scalars, strings, bytes and primitive arrays travel as what they are; records,
 * POJOs, collections, enums and times as CBOR; objects that a {@link io.cloudburst.sdk.CustomCodec} is for as its bytes.
 *
 * <p>A value is read as the type that is asked for. Whole numbers convert to each other where they fit (a {@code long} 4 is a fine
 * {@code int}); a number read as a floating point one is rounded to the nearest that there is. Anything else that does not fit is
 * {@link ErrorCode#INVALID_ARGUMENT}.
 *
 * <p>Caches what it learns about classes, so a codec must not outlive the class loader of what it reads. Safe for use by many
 * threads.
 */
public final class ValueCodec {
    /** The largest value that there is, in bytes of its encoding: 64 MiB. */
    public static final int MAX_BYTES = 64 * 1024 * 1024;

    /** The largest that travels in a record, in bytes of its encoding: 1 MiB. A larger one is a {@link Large} value on its way. */
    public static final int MAX_INLINE_BYTES = 1024 * 1024;

    public static final Value NULL = Value.newBuilder().setNullValue(true).build();

    /** What immutable objects may take that are kept, by their encodings. */
    private static final long MAX_KEPT_BYTES = 4 << 20;
    /** Of an object, beside its encoding. */
    private static final int OBJECT_BYTES = 200;

    private final ObjectMapper cbor;
    private final ObjectMapper json;
    private final CustomCodecs custom;
    /** By the identity of their sources. */
    private final Cache<Object, Decoded> decoded = Caffeine.newBuilder()
            .weakKeys()
            .maximumWeight(MAX_KEPT_BYTES)
            .weigher((Object source, Decoded object) -> OBJECT_BYTES + object.bytes())
            .build();

    private record Decoded(Type type, Object object, int bytes) {}

    /** @param classes loads the classes that are read and written */
    public ValueCodec(ClassLoader classes) {
        // With a cache of its own: the common one would keep the classes of loaders that are closed.
        LookupCache<Object, JavaType> known = new LRUMap<>(16, 200);
        TypeFactory types = TypeFactory.defaultInstance().withCache(known).withClassLoader(classes);
        this.custom = CustomCodecs.of(classes);
        this.cbor = configured(CBORMapper.builder().build(), types, custom);
        this.json = configured(JsonMapper.builder().build(), types, custom);
    }

    private static ObjectMapper configured(ObjectMapper mapper, TypeFactory types, CustomCodecs custom) {
        // Without the cache of another loader's classes, and without guesses such as "2" for the number 2.
        mapper.setTypeFactory(types);
        mapper.setConfig(mapper.getDeserializationConfig().without(MapperFeature.ALLOW_COERCION_OF_SCALARS));
        return mapper.registerModule(new JavaTimeModule())
                .registerModule(new SimpleModule().addSerializer(Ref.class, new RefusedInside()))
                .registerModule(new Jdk8Module())
                .registerModule(custom.inside())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS);
    }

    /**
     * @param object what to send; a {@link Value} is taken as it is. Byte arrays are not copied and must not be changed later.
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if it cannot be encoded,
     *     {@link ErrorCode#PAYLOAD_TOO_LARGE} if it is over {@link #MAX_BYTES}
     */
    public Value encode(Object object) {
        return checkSize(encodeUnchecked(object), MAX_BYTES);
    }

    /** As {@link #encode}, of what must fit a record, and so must not be over {@link #MAX_INLINE_BYTES}. */
    public Value encodeInline(Object object) {
        return checkSize(encodeUnchecked(object), MAX_INLINE_BYTES);
    }

    private Value encodeUnchecked(Object object) {
        if (object == null) {
            return NULL;
        }
        Value.Builder value = Value.newBuilder();
        if (object instanceof Value v) {
            return v;
        } else if (object instanceof Integer i) {
            value.setInt32(i);
        } else if (object instanceof Long l) {
            value.setInt64(l);
        } else if (object instanceof Double d) {
            value.setFloat64(d);
        } else if (object instanceof String s) {
            value.setText(s);
        } else if (object instanceof Boolean b) {
            value.setBoolean(b);
        } else if (object instanceof byte[] b) {
            value.setBytes(UnsafeByteOperations.unsafeWrap(b));
        } else if (object instanceof Float f) {
            value.setFloat32(f);
        } else if (object instanceof Short s) {
            value.setInt32(s);
        } else if (object instanceof Byte b) {
            value.setInt32(b);
        } else if (object instanceof Character c) {
            value.setText(c.toString());
        } else if (object instanceof Ref ref) {
            value.setReference(Reference.newBuilder().setKey(ref.key()).setWait(ref.waits()));
        } else if (PrimitiveArrays.isOne(object)) {
            value.setArray(PrimitiveArrays.encode(object));
        } else {
            custom.encode(object).ifPresentOrElse(value::setCoded, () -> value.setCbor(writeCbor(object)));
        }
        return value.build();
    }

    private ByteString writeCbor(Object object) {
        BoundedOutput out = new BoundedOutput(MAX_BYTES);
        try {
            cbor.writeValue(out, object);
            return out.toByteString();
        } catch (BoundedOutput.FullException e) {
            throw tooLarge("more than " + MAX_BYTES, MAX_BYTES);
        } catch (JsonProcessingException e) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT,
                    "a %s cannot be encoded (%s); send a record, a POJO with getters, a collection, a number, a string or bytes"
                            .formatted(object.getClass().getName(), e.getOriginalMessage()),
                    e);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
    }

    private static Value checkSize(Value value, int most) {
        int size = value.getSerializedSize();
        if (size > most) {
            throw tooLarge(Integer.toString(size), most);
        }
        return value;
    }

    private static CloudburstException tooLarge(String bytes, int most) {
        return new CloudburstException(
                ErrorCode.PAYLOAD_TOO_LARGE,
                "a value has %s bytes, at most %d are allowed%s; put it into the store in parts and send references to them"
                        .formatted(bytes, most, most < MAX_BYTES ? " here" : ""));
    }

    /** A reference inside another value would reach the function as it is, and lead nowhere. */
    private static final class RefusedInside extends JsonSerializer<Ref> {
        @Override
        public void serialize(Ref ref, JsonGenerator out, SerializerProvider provider) throws IOException {
            provider.reportMappingProblem(
                    "a reference to '%s' can only be an argument of its own, not a part of one", ref.key());
        }
    }

    /** Reads a value as its natural type: what it was, or lists and maps for objects. */
    public Object decode(Value value) {
        return decode(value, Object.class);
    }

    /**
     * @param type any Java type; its classes come from this codec's loader; {@link Value} for the value as it is
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if the value is not of that type
     */
    public Object decode(Value value, Type type) {
        if (type == Value.class) {
            return value;
        }
        Class<?> raw = type instanceof Class<?> c ? c : rawClass(type);
        try {
            return switch (value.getKindCase()) {
                case CBOR -> cbor.readValue(value.getCbor().newInput(), javaType(type));
                case JSON -> json.readValue(value.getJson().newInput(), javaType(type));
                case LIST -> list(value, type);
                case CODED -> coded(value, raw);
                // Scalars have no type arguments, but for what may be absent.
                default ->
                    type == raw || javaType(type).getBindings().isEmpty()
                            ? Coercion.to(raw, scalar(value), this)
                            : convertScalar(scalar(value), type);
            };
        } catch (IOException e) {
            String why = e instanceof JsonProcessingException j ? j.getOriginalMessage() : e.getMessage();
            throw mismatch(type, "an object", why, e);
        }
    }

    private Object coded(Value value, Class<?> type) {
        Object object = custom.decode(value.getCoded());
        if (object != null && !type.isInstance(object)) {
            throw mismatch(type, object.getClass().getName(), "", null);
        }
        return object;
    }

    /** Each element as what the list is to have; by way of a list of their natural types where that is not a list of its own. */
    private Object list(Value value, Type type) {
        JavaType list = javaType(type);
        if (list.hasRawClass(Object.class) || list.hasRawClass(List.class) || list.hasRawClass(Collection.class)) {
            JavaType element = list.hasRawClass(Object.class) ? list : list.getContentType();
            List<Object> elements = new ArrayList<>();
            for (Value one : ValueLists.elements(value)) {
                elements.add(decode(one, element));
            }
            return elements;
        }
        return decode(
                Value.newBuilder().setCbor(writeCbor(list(value, Object.class))).build(), type);
    }

    /**
     * As {@link #decode(Value, Type)}, of something that is likely to be decoded again. An object that nobody can change is kept
     * while its source is, and given out again; any other is made anew each time.
     *
     * @param source what the value comes from, by identity; it never changes
     * @param value gives the value
     */
    public Object decode(Object source, Supplier<Value> value, Type type) {
        Decoded known = decoded.getIfPresent(source);
        if (known != null && known.type() == type) {
            return known.object();
        }
        Value encoded = value.get();
        Object object = decode(encoded, type);
        if (object != null && Immutable.is(object)) {
            decoded.put(source, new Decoded(type, object, encoded.getSerializedSize()));
        }
        return object;
    }

    /** Makes what one function returned the argument of another, by way of the wire only where the types differ. */
    public Object convert(Object object, Type type) {
        // Not so if the type has arguments: what is inside may be of other types.
        if (object != null && type instanceof Class<?> c && c.isInstance(object)) {
            return object;
        }
        return decode(encode(object), type);
    }

    /** The last resort for a scalar of another type: enums, times, UUIDs and what else Jackson makes of text. */
    Object convertScalar(Object scalar, Type type) {
        try {
            return json.convertValue(scalar, javaType(type));
        } catch (IllegalArgumentException e) {
            throw mismatch(type, Coercion.describe(scalar), "", e);
        }
    }

    static CloudburstException mismatch(Type type, String got, String why, Exception cause) {
        return new CloudburstException(
                ErrorCode.INVALID_ARGUMENT,
                "expected %s, got %s%s".formatted(name(type), got, why.isEmpty() ? "" : " (" + why + ")"),
                cause);
    }

    private static String name(Type type) {
        return type instanceof JavaType java ? java.toCanonical() : type.getTypeName();
    }

    private Class<?> rawClass(Type type) {
        return javaType(type).getRawClass();
    }

    private JavaType javaType(Type type) {
        return json.constructType(type);
    }

    private static Object scalar(Value value) {
        return switch (value.getKindCase()) {
            case NULL_VALUE -> null;
            case BOOLEAN -> value.getBoolean();
            case INT32 -> value.getInt32();
            case INT64 -> value.getInt64();
            case FLOAT32 -> value.getFloat32();
            case FLOAT64 -> value.getFloat64();
            case TEXT -> value.getText();
            case BYTES -> value.getBytes().toByteArray();
            case ARRAY -> PrimitiveArrays.decode(value.getArray());
            case REFERENCE ->
                throw new CloudburstException(
                        ErrorCode.INVALID_ARGUMENT,
                        "a reference to '%s' can only be an argument of its own"
                                .formatted(value.getReference().getKey()));
            case LARGE ->
                throw new CloudburstException(
                        ErrorCode.INVALID_ARGUMENT,
                        "a value of %d bytes, which were not fetched"
                                .formatted(value.getLarge().getBytes()));
            case CBOR, JSON, LIST, CODED, KIND_NOT_SET ->
                throw new CloudburstException(
                        ErrorCode.INVALID_ARGUMENT, "a value without a kind: made by a newer version or not a value");
        };
    }
}
