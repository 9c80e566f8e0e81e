package io.cloudburst.server.settings;

import java.time.Duration;
import java.util.List;

/** Refuses settings that are out of bounds, with a message that begins with their name. */
final class Bounds {
    private Bounds() {}

    static void port(String name, int port) {
        between(name, port, 0);
    }

    /** Of a port that others are told, so that it cannot be any free one. */
    static void fixedPort(String name, int port) {
        between(name, port, 1);
    }

    private static void between(String name, int port, int least) {
        require(port >= least && port <= 65_535, name + " must be from " + least + " to 65535, is " + port);
    }

    static void atLeast(String name, int value, int least) {
        require(value >= least, name + " must be at least " + least + ", is " + value);
    }

    static void positive(String name, Duration value) {
        require(value.toMillis() > 0, name + " must be longer than nothing");
    }

    static void present(String name, String value) {
        require(!value.isBlank(), name + " is missing");
    }

    static void name(String name, String value) {
        require(
                value.matches("[A-Za-z0-9._-]{1,200}"),
                name + " must have 1 to 200 letters, digits, '.', '_' or '-', is '" + value + "'");
    }

    static void oneOf(String name, String value, String... allowed) {
        require(
                List.of(allowed).contains(value),
                name + " must be " + String.join(" or ", allowed) + ", is '" + value + "'");
    }

    static void enough(Memory memory, int leastMebibytes) {
        require(memory.mebibytes() >= leastMebibytes, "memory must be at least " + leastMebibytes + "m, is " + memory);
    }

    /** Of an address that others are told. */
    static void reachable(String name, String host) {
        require(
                !host.equals("0.0.0.0") && !host.equals("::") && !host.equals("[::]"),
                name + " must be a name or an address under which others reach it (or auto), is " + host);
    }

    static void below(String name, Memory part, Memory whole) {
        require(part.bytes() < whole.bytes(), name + " must be less than the memory of " + whole + ", is " + part);
    }

    /** A certificate and its key. */
    static void pair(String certificate, String key) {
        require(!certificate.isEmpty() || key.isEmpty(), "certificate is missing; a key needs one");
        require(certificate.isEmpty() || !key.isEmpty(), "key is missing; a certificate needs one");
    }

    /** @param why what would happen without the other one */
    static void needs(String name, String value, String other, String otherValue, String why) {
        require(value.isEmpty() || !otherValue.isEmpty(), name + " needs " + other + " as well, " + why);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
