package io.cloudburst.server.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.Set;

/** Settings as they are written, by name, each with where it came from. */
final class SettingsTree {
    private static final String PREFIX = "CLOUDBURST_";
    /** What everyone who uses Kafka calls it. */
    private static final String KAFKA_SERVERS = "KAFKA_BOOTSTRAP_SERVERS";

    private static final String SERVERS = "kafka.bootstrap-servers";
    /** Groups of properties whose names are Kafka's: words with dots between, which a variable can spell. */
    private static final Set<String> KAFKA_PROPERTIES = Set.of("kafka.properties", "broker.properties");
    /** What the launcher and client commands read, and no process. */
    private static final Set<String> OTHER_VARIABLES = Set.of(
            SettingsReader.FILE_VARIABLE,
            "CLOUDBURST_SERVER",
            "CLOUDBURST_CLIENT_PROPERTIES",
            "CLOUDBURST_JAVA_OPTIONS",
            "CLOUDBURST_RESTART");

    private final ObjectNode root;
    private final Map<String, String> sources = new HashMap<>();

    /** @param defaults with every setting that there is */
    SettingsTree(ObjectNode defaults) {
        this.root = defaults;
    }

    ObjectNode root() {
        return root;
    }

    /** Where a setting came from; empty for a default. */
    Optional<String> source(String path) {
        return Optional.ofNullable(sources.get(path));
    }

    void addFile(String name, ObjectNode settings) {
        merge("", root, settings, name);
    }

    private void merge(String prefix, ObjectNode target, ObjectNode settings, String source) {
        for (Entry<String, JsonNode> setting : settings.properties()) {
            String path = prefix + setting.getKey();
            JsonNode value = setting.getValue();
            JsonNode before = target.get(setting.getKey());
            if (value.isNull()) {
                // A section or setting without anything behind its name leaves the default.
                if (before == null) {
                    target.set(setting.getKey(), value);
                    sources.put(path, source);
                }
            } else if (before instanceof ObjectNode section && value instanceof ObjectNode values) {
                merge(path + ".", section, values, source);
            } else {
                target.set(setting.getKey(), value);
                sources.put(path, source);
            }
        }
    }

    void addVariables(Map<String, String> environment) {
        Map<String, String> names = variables();
        if (environment.containsKey(KAFKA_SERVERS)) {
            set(SERVERS, environment.get(KAFKA_SERVERS), KAFKA_SERVERS);
        }
        for (Entry<String, String> variable : environment.entrySet()) {
            String name = variable.getKey();
            if (!name.startsWith(PREFIX) || OTHER_VARIABLES.contains(name)) {
                continue;
            }
            String path = names.containsKey(name) ? names.get(name) : kafkaProperty(name);
            set(path, variable.getValue(), name);
        }
    }

    private static String kafkaProperty(String variable) {
        for (String group : KAFKA_PROPERTIES) {
            String prefix = variable(group) + "_";
            if (variable.startsWith(prefix) && variable.length() > prefix.length()) {
                return group + "."
                        + variable.substring(prefix.length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '.');
            }
        }
        throw new SettingsException("the environment variable " + variable
                + " names no setting; conf/cloudburst.yaml has them all. On Kubernetes, a service of that name adds such variables:"
                + " set enableServiceLinks: false");
    }

    /** @param override {@code name=value} */
    void addOverride(String override) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            throw new SettingsException("--set " + override + " must be --set name=value, such as --set kvs.port=7100");
        }
        set(override.substring(0, equals), override.substring(equals + 1), "--set");
    }

    /** Sets what is there, or one more of a group of properties. */
    private void set(String path, String value, String source) {
        for (String group : Set.of("kafka.properties", "broker.properties", "flink")) {
            if (path.startsWith(group + ".")) {
                ((ObjectNode) root.at("/" + group.replace('.', '/'))).put(path.substring(group.length() + 1), value);
                sources.put(path, source);
                return;
            }
        }
        int dot = path.lastIndexOf('.');
        JsonNode section = dot < 0 ? root : root.at("/" + path.substring(0, dot).replace('.', '/'));
        String name = path.substring(dot + 1);
        if (!(section instanceof ObjectNode parent)
                || !parent.has(name)
                || parent.get(name).isObject()) {
            throw new SettingsException("there is no setting " + path + " (in " + source + ")");
        }
        parent.put(name, value);
        sources.put(path, source);
    }

    /** Variable to setting. */
    private Map<String, String> variables() {
        Map<String, String> names = new LinkedHashMap<>();
        collect("", root, names);
        return names;
    }

    private static void collect(String prefix, ObjectNode section, Map<String, String> names) {
        for (Entry<String, JsonNode> setting : section.properties()) {
            String path = prefix + setting.getKey();
            if (setting.getValue() instanceof ObjectNode inner) {
                collect(path + ".", inner, names);
            } else {
                names.put(variable(path), path);
            }
        }
    }

    private static String variable(String path) {
        return PREFIX + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
