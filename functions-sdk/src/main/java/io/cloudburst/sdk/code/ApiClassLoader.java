package io.cloudburst.sdk.code;

import java.net.URL;
import java.util.List;

/** What every bundle sees beside its own classes: the JDK and the SDK, and nothing of what the SDK and the job are made of. */
public final class ApiClassLoader extends ClassLoader {
    private static final List<String> API =
            List.of("io.cloudburst.sdk.", "io.cloudburst.client.", "io.cloudburst.lattices.", "org.slf4j.");

    private final ClassLoader system;

    /** @param system has the SDK */
    public ApiClassLoader(ClassLoader system) {
        super("cloudburst-api", ClassLoader.getPlatformClassLoader());
        this.system = system;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (API.stream().anyMatch(name::startsWith)) {
            return system.loadClass(name);
        }
        throw new ClassNotFoundException(name);
    }

    @Override
    protected URL findResource(String name) {
        return API.stream().anyMatch(prefix -> name.startsWith(prefix.replace('.', '/')))
                ? system.getResource(name)
                : null;
    }
}
