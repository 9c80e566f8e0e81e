package io.cloudburst.server.flink;

import org.apache.flink.client.deployment.application.ApplicationClusterEntryPoint;
import org.apache.flink.client.program.PackagedProgram;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.resourcemanager.StandaloneResourceManagerFactory;

/** A cluster for one program, on task managers that come by themselves: what Flink's distribution has in a jar that is not on Central. */
@SuppressWarnings("try") // Flink's close()
final class ApplicationEntryPoint extends ApplicationClusterEntryPoint {
    private ApplicationEntryPoint(Configuration configuration, PackagedProgram program) {
        super(configuration, program, StandaloneResourceManagerFactory.getInstance());
    }

    static ApplicationEntryPoint of(Configuration configuration, PackagedProgram program) throws Exception {
        configureExecution(configuration, program);
        return new ApplicationEntryPoint(configuration, program);
    }

    @Override
    protected boolean supportsReactiveMode() {
        return true;
    }
}
