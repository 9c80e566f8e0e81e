package io.cloudburst.sdk.code;

import io.cloudburst.sdk.CloudFunction;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.Names;
import io.cloudburst.sdk.RetryPolicy;
import io.cloudburst.sdk.value.ValueCodec;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.AnnotationFormatError;
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
import java.util.Optional;
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
    /** The largest jar that is taken. */
    public static final int MAX_BYTES = Jar.MAX_BYTES;

    private static final DotName ANNOTATION = DotName.createSimple(CloudFunction.class.getName());
    /** Far more than compilers write. */
    private static final int MAX_CLASS_BYTES = 16 * 1024 * 1024;
    /** A small jar can be unpacked to more than anyone has time for. */
    private static final long MAX_UNPACKED_BYTES = 1024L * 1024 * 1024;

    private static final int MAX_NAMES_SHOWN = 20;

    private final String shown;
    private final Jar jar;
    private final List<Entry> functions;

    private FunctionJar(String shown, Jar jar, List<Entry> functions) {
        this.shown = shown;
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
        return read(path, path.toString());
    }

    /** @param shown what messages call it */
    public static FunctionJar read(Path path, String shown) {
        Jar jar = Jar.at(path);
        List<AnnotationInstance> annotations = annotations(path, shown);
        if (annotations.isEmpty()) {
            throw refused(shown, "no method or class in it is annotated with @CloudFunction");
        }
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {path.toUri().toURL()}, new ApiClassLoader(FunctionJar.class.getClassLoader()))) {
            // Not of the jar's loader, for that makes the jar's own codecs; here nothing is encoded.
            ValueCodec codec = new ValueCodec(FunctionJar.class.getClassLoader());
            List<Entry> functions = new ArrayList<>();
            Map<String, String> origins = new LinkedHashMap<>();
            for (AnnotationInstance annotation : annotations) {
                Entry entry = entry(shown, annotation.target(), loader, codec);
                String other = origins.put(entry.name(), entry.origin());
                if (other != null) {
                    throw refused(
                            shown, "%s and %s have the same name '%s'".formatted(other, entry.origin(), entry.name()));
                }
                functions.add(entry);
            }
            functions.sort(Comparator.comparing(Entry::name));
            return new FunctionJar(shown, jar, functions);
        } catch (IOException e) {
            throw refused(shown, "it cannot be read: " + e.getMessage());
        }
    }

    private static List<AnnotationInstance> annotations(Path path, String shown) {
        Indexer indexer = new Indexer();
        long unpacked = 0;
        try (JarFile file = new JarFile(path.toFile())) {
            for (JarEntry entry : file.stream().toList()) {
                if (entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/")) {
                    unpacked += index(file, entry, indexer);
                    if (unpacked > MAX_UNPACKED_BYTES) {
                        throw new IOException("its classes have more than %d bytes".formatted(MAX_UNPACKED_BYTES));
                    }
                }
            }
        } catch (IOException e) {
            throw refused(shown, "it is no jar that can be read: " + e.getMessage());
        }
        Index index = indexer.complete();
        return index.getAnnotations(ANNOTATION);
    }

    /** How large the class is. */
    private static int index(JarFile file, JarEntry entry, Indexer indexer) throws IOException {
        try (InputStream in = file.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(MAX_CLASS_BYTES + 1);
            if (bytes.length > MAX_CLASS_BYTES) {
                throw new IOException("%s has more than %d bytes".formatted(entry.getName(), MAX_CLASS_BYTES));
            }
            indexer.index(new ByteArrayInputStream(bytes));
            return bytes.length;
        } catch (RuntimeException | EOFException e) {
            throw new IOException(entry.getName() + " is no class file: " + e.getMessage(), e);
        }
    }

    private static Entry entry(String shown, AnnotationTarget target, ClassLoader loader, ValueCodec codec) {
        boolean isClass = target.kind() == AnnotationTarget.Kind.CLASS;
        String className = isClass
                ? target.asClass().name().toString()
                : target.asMethod().declaringClass().name().toString();
        String origin =
                isClass ? className : className + "." + target.asMethod().name();
        return explained(shown, origin, () -> {
            Class<?> type = load(className, loader);
            return isClass ? entry(type, codec) : entry(method(type, target.asMethod()), codec);
        });
    }

    private static Entry entry(Class<?> type, ValueCodec codec) {
        return entry(type.getAnnotation(CloudFunction.class), ClassCode.of(type, List.of(), codec), type.getName());
    }

    private static Entry entry(Method method, ValueCodec codec) {
        return entry(
                method.getAnnotation(CloudFunction.class),
                ClassCode.of(method, codec),
                method.getDeclaringClass().getName() + "." + method.getName());
    }

    private static Entry entry(CloudFunction annotation, FunctionCode code, String origin) {
        return new Entry(Names.check("function", annotation.value()), options(annotation), code, origin);
    }

    /**
     * What a class of a jar declares under a name, when there is a loader of the jar already.
     *
     * @return empty if it declares nothing under that name, or cannot be loaded
     */
    public static Optional<Entry> declared(String className, String name, ClassLoader loader) {
        try {
            ValueCodec codec = new ValueCodec(FunctionJar.class.getClassLoader());
            Class<?> type = load(className, loader);
            if (isNamed(type.getAnnotation(CloudFunction.class), name)) {
                return Optional.of(entry(type, codec));
            }
            for (Method method : type.getDeclaredMethods()) {
                if (isNamed(method.getAnnotation(CloudFunction.class), name)) {
                    return Optional.of(entry(method, codec));
                }
            }
            return Optional.empty();
        } catch (LinkageError | AnnotationFormatError | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static boolean isNamed(CloudFunction annotation, String name) {
        return annotation != null && annotation.value().equals(name);
    }

    private static Entry explained(String shown, String origin, Supplier<Entry> entry) {
        try {
            return entry.get();
        } catch (CloudburstException e) {
            throw new CloudburstException(
                    e.code(), "%s cannot be deployed: %s: %s".formatted(shown, origin, e.getMessage()), e);
        } catch (NoClassDefFoundError | TypeNotPresentException e) {
            throw refused(
                    shown,
                    "%s needs a class that is neither in the jar nor of the JDK or the SDK: %s; put it into the jar"
                            .formatted(origin, e.getMessage()));
        } catch (LinkageError | AnnotationFormatError | RuntimeException e) {
            // Whatever the JVM finds wrong with the class files of others.
            throw refused(shown, "%s cannot be loaded: %s".formatted(origin, e));
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

    /**
     * The jar, of whose functions only this one is registered.
     *
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if it has none of that name
     */
    public FunctionJar only(String name) {
        List<Entry> named =
                functions.stream().filter(entry -> entry.name().equals(name)).toList();
        if (named.isEmpty()) {
            throw refused(
                    shown,
                    "nothing in it is annotated with @CloudFunction(\"%s\"); it has %s"
                            .formatted(
                                    name,
                                    functions.stream()
                                            .limit(MAX_NAMES_SHOWN)
                                            .map(Entry::name)
                                            .toList()));
        }
        return new FunctionJar(shown, jar, named);
    }

    /** By name. */
    public List<Entry> functions() {
        return functions;
    }

    Jar jar() {
        return jar;
    }

    /** Of the jar's bytes, in lower-case hex. */
    public String sha256() {
        return jar.sha256();
    }

    /**
     * Of a file's bytes, in lower-case hex.
     *
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if there is none, or it is too large
     */
    public static String sha256(Path jar) {
        return Jar.at(jar).sha256();
    }

    /** In lower-case hex. */
    public static String sha256(byte[] bytes) {
        return Jar.sha256(bytes);
    }

    private static CloudburstException refused(String shown, String why) {
        return new CloudburstException(ErrorCode.INVALID_ARGUMENT, "%s cannot be deployed: %s".formatted(shown, why));
    }
}
