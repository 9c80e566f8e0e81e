package io.cloudburst.gateway.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the dashboard's files from the class path: its own, beside this class, and those of libraries, from their jars. */
final class DashboardFiles {
    static final String INDEX = "index.html";
    private static final String LIST = "files.txt";
    private static final String LIBRARIES = "libraries.properties";
    /** Libraries find each other by bare names, which browsers do not know; here they are files side by side. */
    private static final Map<String, String> BARE_NAMES = Map.of("from\"preact\"", "from\"./preact.js\"");

    private DashboardFiles() {}

    /** All but the page itself, by name. */
    static SortedMap<String, byte[]> read() {
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (String name : text(own(LIST)).split("\n")) {
            if (!name.isBlank()) {
                files.put(name.strip(), own(name.strip()));
            }
        }
        libraries().forEach((name, path) -> files.put(name, library(path)));
        return files;
    }

    static String index() {
        return text(own(INDEX));
    }

    private static SortedMap<String, String> libraries() {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text(own(LIBRARIES))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SortedMap<String, String> libraries = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> libraries.put(name, properties.getProperty(name)));
        return libraries;
    }

    private static byte[] library(String path) {
        // A map of the source would have to be served as well; whoever wants to read it has the library.
        String module = text(bytes(DashboardFiles.class.getClassLoader().getResourceAsStream(path), path))
                .replaceAll("(?m)^//# sourceMappingURL=.*$", "");
        for (Map.Entry<String, String> name : BARE_NAMES.entrySet()) {
            module = module.replace(name.getKey(), name.getValue());
        }
        return Asset.utf8(module);
    }

    private static byte[] own(String name) {
        return bytes(DashboardFiles.class.getResourceAsStream(name), name);
    }

    private static byte[] bytes(InputStream stream, String name) {
        try (InputStream in = stream) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing among the resources");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
