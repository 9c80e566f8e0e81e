package io.cloudburst.sdk;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names a function in a jar that is deployed as a whole: a static method, a method of a class that has a constructor without
 * parameters, or such a class, of which {@code call} or the only public method is the function. A constructor may take an
 * {@link InitContext}, and a method a {@link FunctionContext} before its arguments.
 *
 * <p>An object is made for each function, also where one class has several; see the registration of classes.
 *
 * <pre>{@code
 * @CloudFunction("square")
 * static int square(int x) {
 *     return x * x;
 * }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface CloudFunction {
    /** The name that it is registered under. */
    String value();

    /** As in {@link FunctionOptions}. */
    int maxConcurrent() default 0;

    /** Whether it runs on a worker, outside of the job. */
    boolean remote() default false;

    /** The label of the workers that run it, which makes it remote; empty: those without a label, if it is remote. */
    String pool() default "";

    /** As in {@link RetryPolicy}; 1: what it throws is its caller's at once, and the other attributes of retries say nothing. */
    int attempts() default 1;

    /** As in {@link RetryPolicy}, in milliseconds. */
    long firstBackoffMillis() default 100;

    /** As in {@link RetryPolicy}. */
    double multiplier() default 2;

    /** As in {@link RetryPolicy}, in milliseconds. */
    long longestBackoffMillis() default 10_000;

    /** As in {@link RetryPolicy}: which exceptions are worth another attempt; none for all. */
    Class<? extends Throwable>[] retryOn() default {};
}
