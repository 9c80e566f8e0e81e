package io.cloudburst.statefun;

import java.io.Serializable;
import org.apache.flink.statefun.flink.core.common.ManagingResources;
import org.apache.flink.statefun.sdk.FunctionType;
import org.apache.flink.statefun.sdk.StatefulFunction;
import org.apache.flink.statefun.sdk.StatefulFunctionProvider;

/** Makes the functions of one parallel instance, with what they hold open together, and closes that with them. */
final class RunFunctionProvider implements StatefulFunctionProvider, ManagingResources, Serializable {
    private static final long serialVersionUID = 1L;

    private final JobSettings settings;
    private transient TaskResources resources;

    RunFunctionProvider(JobSettings settings) {
        this.settings = settings;
    }

    @Override
    public StatefulFunction functionOfType(FunctionType type) {
        if (resources == null) {
            resources = TaskResources.open(settings);
        }
        return type.equals(StageFunction.TYPE) ? new StageFunction(resources) : new RunFunction(resources);
    }

    @Override
    public void shutdown() {
        if (resources != null) {
            resources.close();
            resources = null;
        }
    }
}
