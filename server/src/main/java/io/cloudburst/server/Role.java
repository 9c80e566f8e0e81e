package io.cloudburst.server;

import io.cloudburst.server.settings.Settings;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a process can be. */
public enum Role {
    BROKER("a Kafka broker of one node") {
        @Override
        RunningRole start(Settings settings, RoleDirectory directory) {
            return BrokerRole.start(settings, directory);
        }
    },
    JOBMANAGER("Flink's job manager, which runs the job on the task managers") {
        @Override
        RunningRole start(Settings settings, RoleDirectory directory) throws Exception {
            return JobManagerRole.start(settings, directory);
        }
    },
    TASKMANAGER("a task manager of Flink, in which functions run") {
        @Override
        RunningRole start(Settings settings, RoleDirectory directory) throws Exception {
            return TaskManagerRole.start(settings, directory);
        }
    },
    KVS("a node of the store") {
        @Override
        RunningRole start(Settings settings, RoleDirectory directory) {
            return KvsRole.start(settings, directory);
        }
    },
    GATEWAY("a gateway, which speaks HTTP") {
        @Override
        RunningRole start(Settings settings, RoleDirectory directory) {
            return GatewayRole.start(settings);
        }
    },
    WORKER("a worker, which runs functions outside of the job") {
        @Override
        RunningRole start(Settings settings, RoleDirectory directory) {
            return WorkerRole.start(settings, directory);
        }
    };

    private final String meaning;

    Role(String meaning) {
        this.meaning = meaning;
    }

    /** @throws RuntimeException that says in its message what stands in the way */
    abstract RunningRole start(Settings settings, RoleDirectory directory) throws Exception;

    /** As it is typed. */
    public String command() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Such as "a node of the store". */
    public String meaning() {
        return meaning;
    }

    /** The role of that command. */
    public static Optional<Role> of(String command) {
        return Arrays.stream(values())
                .filter(role -> role.command().equals(command))
                .findFirst();
    }

    /** Whether users' code runs in it. */
    boolean runsFunctions() {
        return this == TASKMANAGER || this == WORKER;
    }

    /** What tells this process from others of its role. */
    String nameIn(Settings settings) {
        return switch (this) {
            case TASKMANAGER -> settings.taskmanager().name();
            case KVS -> settings.kvs().name();
            case WORKER -> settings.worker().name();
            case BROKER, JOBMANAGER, GATEWAY -> "";
        };
    }
}
