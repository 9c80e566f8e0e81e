package io.cloudburst.executor;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The classes of one bundle. The class that a lambda was written in is loaded whole, and other methods of it may well need what was
 * not shipped, such as a client's libraries; the JVM would refuse the class for that. Here such a method is replaced by one that
 * throws {@link NoClassDefFoundError}, as it would for the JVM the moment that it ran; see {@link MissingClassStubs}. Nor may it end or
 * change the process; see {@link ForbiddenCalls}.
 */
final class BundleClassLoader extends URLClassLoader {
    static {
        registerAsParallelCapable();
    }

    private final ClassLoader api;
    private final JarFile jar;
    private final ProtectionDomain domain;
    /** Internal class name to whether this loader or its parents have it. */
    private final ConcurrentHashMap<String, Boolean> present = new ConcurrentHashMap<>();

    BundleClassLoader(String name, Path jar, ClassLoader api) throws IOException {
        super(name, new URL[] {jar.toUri().toURL()}, api);
        this.api = api;
        this.jar = new JarFile(jar.toFile());
        this.domain = new ProtectionDomain(new CodeSource(jar.toUri().toURL(), (Certificate[]) null), null, this, null);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        JarEntry entry = jar.getJarEntry(fileOf(name.replace('.', '/')));
        if (entry == null) {
            throw new ClassNotFoundException(name);
        }
        try (InputStream in = jar.getInputStream(entry)) {
            byte[] code = ForbiddenCalls.in(MissingClassStubs.in(in.readAllBytes(), this::has));
            return defineClass(name, code, 0, code.length, domain);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private boolean has(String internalName) {
        return present.computeIfAbsent(
                internalName, name -> jar.getEntry(fileOf(name)) != null || api.getResource(fileOf(name)) != null);
    }

    private static String fileOf(String internalName) {
        return internalName + ".class";
    }

    @Override
    public void close() throws IOException {
        jar.close();
        super.close();
    }
}
