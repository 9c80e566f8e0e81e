package io.cloudburst.sdk;

/**
 * A function that is given many calls at once: an array for each parameter, with one element a call, and returns an array of as many
 * results in the same order. Its callers do not know of it: each calls with its own arguments, and gets its own result.
 *
 * <pre>{@code
 * cloudburst.registerBatched("predict", (FunctionContext context, Image[] images) -> model.predict(images), BatchOptions.upTo(32));
 * }</pre>
 *
 * <p>Arrays, because they know the class of their elements, as lists do not: by it the arguments of a call are read.
 *
 * <p>What it throws reaches all callers of the batch, and those of no other batch. The same is said of a null array, and of one that
 * has another length than the arguments. A null element is the result null. What it writes is acknowledged before any call of the
 * batch counts as done, and it sees what every one of their callers has seen. {@link FunctionContext#callIds} says whose calls they are.
 *
 * <p>Shipped as {@link Function1} is. Batches run one at a time on an executor, unless {@link FunctionOptions#maxConcurrent} says
 * otherwise.
 */
public sealed interface BatchFunction extends AnyFunction {

    /** Calls of one argument. */
    @FunctionalInterface
    non-sealed interface Of1<A, R> extends BatchFunction {
        /** As many results as there are arguments; see {@link BatchFunction} for what is thrown. */
        R[] call(FunctionContext context, A[] as) throws Exception;
    }

    /** Calls of two arguments; the arrays have the same length. */
    @FunctionalInterface
    non-sealed interface Of2<A, B, R> extends BatchFunction {
        /** As {@link Of1#call}. */
        R[] call(FunctionContext context, A[] as, B[] bs) throws Exception;
    }

    /** Calls of three arguments; the arrays have the same length. */
    @FunctionalInterface
    non-sealed interface Of3<A, B, C, R> extends BatchFunction {
        /** As {@link Of1#call}. */
        R[] call(FunctionContext context, A[] as, B[] bs, C[] cs) throws Exception;
    }

    /** Calls of four arguments; the arrays have the same length. */
    @FunctionalInterface
    non-sealed interface Of4<A, B, C, D, R> extends BatchFunction {
        /** As {@link Of1#call}. */
        R[] call(FunctionContext context, A[] as, B[] bs, C[] cs, D[] ds) throws Exception;
    }
}
