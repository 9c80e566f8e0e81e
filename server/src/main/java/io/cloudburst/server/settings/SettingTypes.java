package io.cloudburst.server.settings;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;

/** How settings are written that are neither texts nor numbers. */
final class SettingTypes extends SimpleModule {
    SettingTypes() {
        addDeserializer(Memory.class, new Parsed<>(Memory.class, Memory::parse));
        addDeserializer(Duration.class, new Parsed<>(Duration.class, Durations::parse));
        addDeserializer(Path.class, new Parsed<>(Path.class, Path::of));
    }

    private static final class Parsed<T> extends FromStringDeserializer<T> {
        private final transient Function<String, T> parse;

        Parsed(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = parser.getValueAsString();
            if (text == null) {
                return super.deserialize(parser, context);
            }
            return converted(text, parser);
        }

        private T converted(String text, JsonParser parser) throws InvalidFormatException {
            try {
                return parse.apply(text);
            } catch (IllegalArgumentException e) {
                InvalidFormatException wrong = InvalidFormatException.from(parser, e.getMessage(), text, handledType());
                wrong.initCause(e);
                throw wrong;
            }
        }

        @Override
        protected T _deserialize(String text, DeserializationContext context) throws IOException {
            return converted(text, context.getParser());
        }
    }
}
