package io.cloudburst.statefun;

import java.io.Serializable;
import org.apache.flink.statefun.flink.core.common.ManagingResources;
import org.apache.flink.statefun.sdk.FunctionType;
import org.apache.flink.statefun.sdk.StatefulFunction;
import org.apache.flink.statefun.sdk.StatefulFunctionProvider;

/** Makes the run function of one parallel instance, with what it holds open, and closes that with it. */
final class RunFunctionProvider implements StatefulFunctionProvider, ManagingResources, Serializable {
    private static final long serialVersionUID = 1L;

    private final JobSettings settings;
    private transient TaskResources resources;

    RunFunctionProvider(JobSettings settings) {
        this.settings = settings;
    }

    @Override
    public StatefulFunction functionOfType(FunctionType type) {
        resources = new TaskResources(settings);
        return new RunFunction(resources);
    }

    @Override
    public void shutdown() {
        if (resources != null) {
            resources.close();
        }
    }
}
