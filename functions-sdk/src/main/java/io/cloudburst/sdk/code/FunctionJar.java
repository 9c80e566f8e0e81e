package io.cloudburst.sdk.code;

import io.cloudburst.sdk.CloudFunction;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.Names;
import io.cloudburst.sdk.RetryPolicy;
import io.cloudburst.sdk.value.ValueCodec;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.DotName;
import org.jboss.jandex.Index;
import org.jboss.jandex.Indexer;
import org.jboss.jandex.MethodInfo;

/**
 * The functions of a jar, found by their {@link CloudFunction} annotations. Class files are only read to find them; those that have
 * any are loaded, and seen as where functions run: the jar, the JDK and the SDK. Nothing of the jar's runs, static initialisers
 * included.
 */
public final class FunctionJar {
    private static final DotName ANNOTATION = DotName.createSimple(CloudFunction.class.getName());

    private final Jar jar;
    private final List<Entry> functions;

    private FunctionJar(Jar jar, List<Entry> functions) {
        this.jar = jar;
        this.functions = List.copyOf(functions);
    }

    /**
     * A function of the jar.
     *
     * @param origin class and method, for people
     * @param code its {@code home} is of a class loader that is closed
     */
    public record Entry(String name, FunctionOptions options, FunctionCode code, String origin) {
        /** Such as {@code square(int)}. */
        @Override
        public String toString() {
            return name + "("
                    + String.join(
                            ", ",
                            code.parameterTypes().stream()
                                    .map(TypeText::of)
                                    .map(TypeText::display)
                                    .toList())
                    + ")";
        }
    }

    /**
     * Reads a jar.
     *
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if it is none, has no functions, or one that cannot be registered;
     *     the message names class and method
     */
    public static FunctionJar read(Path path) {
        Jar jar = Jar.at(path);
        List<AnnotationInstance> annotations = annotations(path);
        if (annotations.isEmpty()) {
            throw refused(path, "no method or class in it is annotated with @CloudFunction");
        }
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {path.toUri().toURL()}, new ApiClassLoader(FunctionJar.class.getClassLoader()))) {
            ValueCodec codec = new ValueCodec(loader);
            List<Entry> functions = new ArrayList<>();
            Map<String, String> origins = new LinkedHashMap<>();
            for (AnnotationInstance annotation : annotations) {
                Entry entry = entry(path, annotation.target(), loader, codec);
                String other = origins.put(entry.name(), entry.origin());
                if (other != null) {
                    throw refused(
                            path, "%s and %s have the same name '%s'".formatted(other, entry.origin(), entry.name()));
                }
                functions.add(entry);
            }
            functions.sort(Comparator.comparing(Entry::name));
            return new FunctionJar(jar, functions);
        } catch (IOException e) {
            throw refused(path, "it cannot be read: " + e.getMessage());
        }
    }

    private static List<AnnotationInstance> annotations(Path path) {
        Indexer indexer = new Indexer();
        try (JarFile file = new JarFile(path.toFile())) {
            for (JarEntry entry : file.stream().toList()) {
                if (entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/")) {
                    try (InputStream in = file.getInputStream(entry)) {
                        indexer.index(in);
                    } catch (RuntimeException e) {
                        throw new IOException(entry.getName() + " is no class file: " + e.getMessage(), e);
                    }
                }
            }
        } catch (IOException e) {
            throw refused(path, "it is no jar that can be read: " + e.getMessage());
        }
        Index index = indexer.complete();
        return index.getAnnotations(ANNOTATION);
    }

    private static Entry entry(Path path, AnnotationTarget target, ClassLoader loader, ValueCodec codec) {
        boolean isClass = target.kind() == AnnotationTarget.Kind.CLASS;
        String className = isClass
                ? target.asClass().name().toString()
                : target.asMethod().declaringClass().name().toString();
        String origin =
                isClass ? className : className + "." + target.asMethod().name();
        return explained(path, origin, () -> {
            Class<?> type = load(className, loader);
            Method method = isClass ? null : method(type, target.asMethod());
            CloudFunction annotation =
                    isClass ? type.getAnnotation(CloudFunction.class) : method.getAnnotation(CloudFunction.class);
            FunctionCode code = isClass ? ClassCode.of(type, List.of(), codec) : ClassCode.of(method, codec);
            return new Entry(Names.check("function", annotation.value()), options(annotation), code, origin);
        });
    }

    private static Entry explained(Path path, String origin, Supplier<Entry> entry) {
        try {
            return entry.get();
        } catch (CloudburstException e) {
            throw new CloudburstException(
                    e.code(), "%s cannot be deployed: %s: %s".formatted(path, origin, e.getMessage()), e);
        } catch (LinkageError | TypeNotPresentException e) {
            throw refused(
                    path,
                    "%s needs a class that is neither in the jar nor of the JDK or the SDK: %s; put it into the jar"
                            .formatted(origin, e.getMessage()));
        }
    }

    private static Class<?> load(String className, ClassLoader loader) {
        try {
            return Class.forName(className, false, loader);
        } catch (ClassNotFoundException e) {
            throw new TypeNotPresentException(className, e);
        }
    }

    private static Method method(Class<?> type, MethodInfo described) {
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals(described.name())
                    && GenericSignature.descriptor(method).equals(described.descriptor())) {
                return method;
            }
        }
        throw new IllegalStateException("the index has a method that the class has not: " + described);
    }

    private static FunctionOptions options(CloudFunction annotation) {
        FunctionOptions options = FunctionOptions.NONE.withMaxConcurrent(annotation.maxConcurrent());
        if (annotation.remote() || !annotation.pool().isEmpty()) {
            options = annotation.pool().isEmpty() ? options.remote() : options.inPool(annotation.pool());
        }
        if (annotation.attempts() == 1) {
            return options;
        }
        return options.withRetry(RetryPolicy.attempts(annotation.attempts())
                .withBackoff(
                        Duration.ofMillis(annotation.firstBackoffMillis()),
                        annotation.multiplier(),
                        Duration.ofMillis(annotation.longestBackoffMillis()))
                .onlyOn(List.of(annotation.retryOn())));
    }

    /** By name. */
    public List<Entry> functions() {
        return functions;
    }

    Jar jar() {
        return jar;
    }

    private static CloudburstException refused(Path path, String why) {
        return new CloudburstException(ErrorCode.INVALID_ARGUMENT, "%s cannot be deployed: %s".formatted(path, why));
    }
}
