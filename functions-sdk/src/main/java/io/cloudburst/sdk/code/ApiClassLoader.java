package io.cloudburst.sdk.code;

import java.net.URL;
import java.util.List;

/** What every bundle sees beside its own classes: the JDK and the SDK, and nothing of what the SDK and the job are made of. */
public final class ApiClassLoader extends ClassLoader {
    private static final List<String> API =
            List.of("io.cloudburst.sdk.", "io.cloudburst.client.", "io.cloudburst.lattices.", "org.slf4j.");

    /**
     * What tests have in a static field of the class that their functions are written in, and which is initialised with them. Not there
     * but where tests run in one JVM with the executor.
     */
    private static final String OF_TESTS = "io.cloudburst.testkit.CloudburstExtension";

    private final ClassLoader system;

    /** @param system has the SDK */
    public ApiClassLoader(ClassLoader system) {
        super("cloudburst-api", ClassLoader.getPlatformClassLoader());
        this.system = system;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (shows(name)) {
            return system.loadClass(name);
        }
        throw new ClassNotFoundException(name);
    }

    @Override
    protected URL findResource(String name) {
        return shows(name.replace('/', '.').replaceFirst("\\.class$", "")) ? system.getResource(name) : null;
    }

    private static boolean shows(String name) {
        return name.equals(OF_TESTS) || API.stream().anyMatch(name::startsWith);
    }
}
