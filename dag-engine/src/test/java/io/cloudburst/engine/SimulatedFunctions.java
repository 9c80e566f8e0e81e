package io.cloudburst.engine;

import io.cloudburst.sdk.FunctionOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Functions that are drawn from a seed: what they return follows from their name and arguments, whether they fail need not. */
final class SimulatedFunctions {
    /** What a function's results are like. */
    enum Flavour {
        NUMBER,
        TEXT,
        LIST,
        /** Among them null, booleans and words that conditions ask for. */
        MIXED
    }

    /** Whether a function fails. */
    enum Nature {
        SOLID,
        /** It may fail as often as its policy lets it try again, and no more. */
        STUMBLING,
        /** For some arguments it fails now and then. */
        FLAKY,
        /** For some arguments it always fails. */
        CURSED
    }

    record Function(Flavour flavour, Nature nature, FunctionOptions options) {}

    /** A function has thrown. */
    static final class Thrown extends Exception {
        Thrown(String function) {
            super(message(function));
        }
    }

    private final Map<String, Function> functions = new HashMap<>();

    void add(String name, Function function) {
        functions.put(name, function);
    }

    FunctionOptions options(String function) {
        return functions.get(function).options();
    }

    static String message(String function) {
        return "function '" + function + "' threw";
    }

    boolean mayFail(String function, List<Object> arguments) {
        Nature nature = functions.get(function).nature();
        return (nature == Nature.FLAKY || nature == Nature.CURSED) && hash(function, arguments) % 3 == 0;
    }

    boolean maySucceed(String function, List<Object> arguments) {
        return functions.get(function).nature() != Nature.CURSED || !mayFail(function, arguments);
    }

    /** One attempt. */
    Object run(String function, List<Object> arguments, int attempt, Random random) throws Thrown {
        boolean stumbles = functions.get(function).nature() == Nature.STUMBLING
                && attempt < options(function).retry().orElseThrow().attempts() - 1
                && random.nextInt(3) > 0;
        boolean fails = mayFail(function, arguments)
                && (functions.get(function).nature() == Nature.CURSED || random.nextInt(3) > 0);
        if (stumbles || fails) {
            throw new Thrown(function);
        }
        return result(function, arguments);
    }

    /** Without failures. */
    Object result(String function, List<Object> arguments) {
        long hash = hash(function, arguments);
        return switch (functions.get(function).flavour()) {
            case NUMBER -> number(hash);
            case TEXT -> function + "-" + Long.toHexString(hash);
            case MIXED ->
                Arrays.asList(null, true, "yes", "no", number(hash / 7)).get((int) (hash % 5));
            case LIST -> list(function, hash);
        };
    }

    /** Few numbers, in all types. */
    private static Object number(long hash) {
        long small = hash / 3 % 3;
        return switch ((int) (hash % 3)) {
            case 0 -> (int) small;
            case 1 -> small;
            default -> (double) small;
        };
    }

    private static List<Object> list(String function, long hash) {
        // Now and then more elements than there are parts.
        int size = hash % 23 == 0 ? 150 : (int) (hash / 23 % 4);
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            long element = hash(function, List.of(hash, i));
            list.add(
                    switch ((int) (element % 5)) {
                        case 0 -> null;
                        case 1 -> "e" + element % 100;
                        case 2 -> List.of((int) (element % 10), "inner");
                        default -> (int) (element % 1_000);
                    });
        }
        return list;
    }

    /** FNV-1a of the text, without its sign. */
    private static long hash(String function, List<?> arguments) {
        long hash = 0xcbf29ce484222325L;
        String text = function + arguments;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return (hash ^ hash >>> 32) & Long.MAX_VALUE;
    }
}
