package io.cloudburst.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.cloudburst.server.Role;
import io.cloudburst.server.settings.Memory;
import io.cloudburst.server.settings.Settings;
import io.cloudburst.server.settings.SettingsReader;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifests, read as strictly as the API server reads them, and their settings as a process reads them. */
class KubernetesIT {
    private static final Path MANIFESTS = Path.of("../deploy/kubernetes");
    private static final Set<String> WITH_PODS = Set.of("Deployment", "StatefulSet");

    private static final Map<String, Parser> KINDS = Map.of(
            "ConfigMap", V1ConfigMap::fromJson,
            "Deployment", V1Deployment::fromJson,
            "Namespace", V1Namespace::fromJson,
            "NetworkPolicy", V1NetworkPolicy::fromJson,
            "PersistentVolumeClaim", V1PersistentVolumeClaim::fromJson,
            "PodDisruptionBudget", V1PodDisruptionBudget::fromJson,
            "Service", V1Service::fromJson,
            "StatefulSet", V1StatefulSet::fromJson);

    @TempDir
    Path directory;

    /** Fails where a field is unknown, missing or of another type. */
    @FunctionalInterface
    private interface Parser {
        Object parse(String json) throws IOException;
    }

    private static List<JsonNode> objects;

    @BeforeAll
    static void read() throws IOException {
        YAMLMapper yaml = new YAMLMapper();
        objects = new ArrayList<>();
        for (JsonNode file :
                yaml.readTree(MANIFESTS.resolve("kustomization.yaml").toFile()).get("resources")) {
            yaml.readerFor(JsonNode.class)
                    .<JsonNode>readValues(MANIFESTS.resolve(file.textValue()).toFile())
                    .forEachRemaining(objects::add);
        }
    }

    @Test
    void everyObjectIsAsItsSchemaSays() throws IOException {
        for (JsonNode object : objects) {
            String kind = object.path("kind").asText();
            assertThat(KINDS).as("kinds that are checked").containsKey(kind);
            assertThat(KINDS.get(kind).parse(object.toString()))
                    .as(nameOf(object))
                    .isNotNull();
        }
    }

    @Test
    void everyRoleHasPodsAndItsSettingsAreRight() throws IOException {
        Map<String, JsonNode> roles = new HashMap<>();
        for (JsonNode object : withPods()) {
            JsonNode container = object.at("/spec/template/spec/containers/0");
            Role role = Role.of(container.at("/args/0").asText()).orElseThrow();
            roles.put(role.command(), object);
            Settings settings = settings(container);
            assertThat(Memory.parse(container
                                    .at("/resources/limits/memory")
                                    .asText()
                                    .replace("i", ""))
                            .bytes())
                    .as("the limit of " + nameOf(object))
                    .isGreaterThanOrEqualTo(memory(role, settings).bytes());
            assertThat(ports(container)).as("ports of " + nameOf(object)).isEqualTo(ports(role, settings));
        }
        assertThat(roles.keySet()).containsExactlyInAnyOrder("jobmanager", "taskmanager", "kvs", "gateway", "worker");
    }

    @Test
    void podsRunWithFewRightsAndAreLookedAfter() {
        for (JsonNode object : withPods()) {
            JsonNode pod = object.at("/spec/template/spec");
            JsonNode container = pod.at("/containers/0");
            String name = nameOf(object);
            assertThat(pod.at("/enableServiceLinks").asBoolean(true)).as(name).isFalse();
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean())
                    .as(name)
                    .isTrue();
            assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                    .as(name)
                    .isTrue();
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                assertThat(container.has(probe)).as(probe + " of " + name).isTrue();
            }
            Set<String> mounted = container.at("/volumeMounts").findValuesAsText("name").stream()
                    .collect(Collectors.toSet());
            Set<String> volumes = new java.util.HashSet<>(pod.at("/volumes").findValuesAsText("name"));
            object.at("/spec/volumeClaimTemplates")
                    .forEach(claim -> volumes.add(claim.at("/metadata/name").asText()));
            assertThat(volumes).as("volumes of " + name).containsAll(mounted);
        }
    }

    /** A selector that finds nothing is a service without pods, or a budget that protects none. */
    @Test
    void everySelectorFindsPods() {
        List<JsonNode> labels = withPods().stream()
                .map(object -> object.at("/spec/template/metadata/labels"))
                .toList();
        for (JsonNode object : objects) {
            JsonNode selector = object.path("kind").asText().equals("Service")
                    ? object.at("/spec/selector")
                    : object.at(
                            object.at("/spec/podSelector").isMissingNode()
                                    ? "/spec/selector/matchLabels"
                                    : "/spec/podSelector/matchLabels");
            if (!selector.isMissingNode()) {
                assertThat(labels).as("pods of " + nameOf(object)).anyMatch(pod -> selector.properties().stream()
                        .allMatch(label -> label.getValue().equals(pod.get(label.getKey()))));
            }
        }
    }

    private static List<JsonNode> withPods() {
        return objects.stream()
                .filter(object -> WITH_PODS.contains(object.path("kind").asText()))
                .toList();
    }

    private static String nameOf(JsonNode object) {
        return object.path("kind").asText() + " " + object.at("/metadata/name").asText();
    }

    /** Of the file that all have, and the container's own variables. */
    private Settings settings(JsonNode container) throws IOException {
        String file = objects.stream()
                .filter(object -> object.path("kind").asText().equals("ConfigMap"))
                .findFirst()
                .orElseThrow()
                .at("/data/cloudburst.yaml")
                .textValue();
        Path written = Files.writeString(directory.resolve("cloudburst.yaml"), file);
        Map<String, String> variables = new HashMap<>();
        for (JsonNode variable : container.get("env")) {
            variables.put(
                    variable.get("name").textValue(), variable.path("value").asText("pod-0"));
        }
        return SettingsReader.read(Optional.of(written), variables, List.of());
    }

    private static Memory memory(Role role, Settings settings) {
        return switch (role) {
            case BROKER -> settings.broker().memory();
            case JOBMANAGER -> settings.jobmanager().memory();
            case TASKMANAGER -> settings.taskmanager().memory();
            case KVS -> settings.kvs().memory();
            case GATEWAY -> settings.gateway().memory();
            case WORKER -> settings.worker().memory();
        };
    }

    private static Set<Integer> ports(JsonNode container) {
        return container.get("ports").findValues("containerPort").stream()
                .map(JsonNode::asInt)
                .collect(Collectors.toSet());
    }

    private static Set<Integer> ports(Role role, Settings settings) {
        return switch (role) {
            case BROKER -> Set.of();
            case JOBMANAGER ->
                Set.of(
                        settings.jobmanager().port(),
                        settings.jobmanager().restPort(),
                        settings.jobmanager().blobPort());
            case TASKMANAGER ->
                Set.of(settings.taskmanager().port(), settings.taskmanager().dataPort());
            case KVS -> Set.of(settings.kvs().port());
            case GATEWAY -> Set.of(settings.gateway().port());
            case WORKER -> Set.of(settings.worker().port());
        };
    }
}
