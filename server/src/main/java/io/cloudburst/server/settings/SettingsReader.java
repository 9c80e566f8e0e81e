package io.cloudburst.server.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads {@link Settings}: the defaults, over them a YAML file, over that environment variables, over those {@code name=value} of the
 * command line. Every mistake ends in a {@link SettingsException} of one line that names the setting and where it came from.
 */
public final class SettingsReader {
    /** Names the file where nothing else does. */
    public static final String FILE_VARIABLE = "CLOUDBURST_CONFIG";

    private static final String DEFAULTS = "cloudburst.yaml";

    private final ObjectMapper mapper = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .addModule(new SettingTypes())
            .build();

    private final SettingsTree tree;

    private SettingsReader() {
        this.tree = new SettingsTree(parsed(DEFAULTS, defaults()));
    }

    /**
     * @param file empty: what {@value #FILE_VARIABLE} names, if it does
     * @param environment of the process
     * @param overrides {@code name=value}
     * @throws SettingsException if anything of it is wrong
     */
    public static Settings read(Optional<Path> file, Map<String, String> environment, List<String> overrides) {
        SettingsReader reader = new SettingsReader();
        file.or(() -> Optional.ofNullable(environment.get(FILE_VARIABLE))
                        .filter(name -> !name.isEmpty())
                        .map(Path::of))
                .ifPresent(reader::add);
        reader.tree.addVariables(environment);
        overrides.forEach(reader.tree::addOverride);
        return reader.bind();
    }

    /** The defaults, as they are shipped. */
    private static String defaults() {
        try (InputStream in = SettingsReader.class.getResourceAsStream(DEFAULTS)) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new SettingsException("there is no file of settings " + file.toAbsolutePath(), e);
        } catch (IOException e) {
            throw new SettingsException("the file of settings " + file + " cannot be read: " + e, e);
        }
        tree.addFile(file.toString(), parsed(file.toString(), text));
    }

    private ObjectNode parsed(String name, String text) {
        JsonNode root;
        try {
            root = mapper.readTree(text);
        } catch (JsonProcessingException e) {
            String at =
                    e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
            throw new SettingsException(name + " is no YAML" + at + ": " + oneLine(e.getOriginalMessage()), e);
        }
        if (root == null || root.isMissingNode() || root.isNull()) {
            return mapper.createObjectNode();
        }
        if (!(root instanceof ObjectNode object)) {
            throw new SettingsException(name + " must have settings, one a line, like 'directory: data'");
        }
        return object;
    }

    private Settings bind() {
        try {
            return mapper.treeToValue(tree.root(), Settings.class);
        } catch (UnrecognizedPropertyException e) {
            String path = path(e);
            throw wrong(
                    path, "there is no setting " + path + suggestion(e.getPropertyName(), e.getKnownPropertyIds()), e);
        } catch (InvalidFormatException e) {
            String said = e.getCause() instanceof IllegalArgumentException known && known.getMessage() != null
                    ? known.getMessage()
                    : "'" + e.getValue() + "' is no " + wanted(e.getTargetType());
            throw wrong(path(e), path(e) + ": " + said, e);
        } catch (JsonMappingException e) {
            String path = path(e);
            if (e.getCause() instanceof IllegalArgumentException bounds) {
                // Begins with the name of what is out of bounds in the section that the path names.
                String prefix = path.isEmpty() ? "" : path + ".";
                String name = bounds.getMessage().split("[ :]", 2)[0];
                throw wrong(prefix + name, prefix + bounds.getMessage(), e);
            }
            String said = e instanceof MismatchedInputException mismatched && mismatched.getTargetType() != null
                    ? "must be " + article(wanted(mismatched.getTargetType()))
                    : oneLine(e.getOriginalMessage());
            throw wrong(path, path + " " + said, e);
        } catch (JsonProcessingException e) {
            throw new SettingsException("the settings cannot be read: " + oneLine(e.getOriginalMessage()), e);
        }
    }

    private SettingsException wrong(String path, String message, Exception cause) {
        return new SettingsException(
                message
                        + tree.source(path)
                                .map(source -> " (in " + source + ")")
                                .orElse(""),
                cause);
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(reference ->
                        reference.getFieldName() == null ? "" + reference.getIndex() : reference.getFieldName())
                .collect(Collectors.joining("."));
    }

    private static String suggestion(String name, Collection<Object> known) {
        return known == null || known.isEmpty()
                ? ""
                : "; there are "
                        + known.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "))
                        + " beside it";
    }

    private static String wanted(Class<?> type) {
        if (type == int.class || type == Integer.class) {
            return "whole number";
        }
        if (type == boolean.class) {
            return "true or false";
        }
        if (type == Memory.class) {
            return "amount of memory, like 512m";
        }
        if (type == java.time.Duration.class) {
            return "duration, like 30s";
        }
        if (type == String.class || type == Path.class) {
            return "text";
        }
        return "group of settings";
    }

    private static String article(String noun) {
        return noun.startsWith("true") ? noun : (noun.startsWith("a") ? "an " : "a ") + noun;
    }

    private static String oneLine(String message) {
        return message.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining(" "));
    }
}
