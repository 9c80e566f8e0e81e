package io.cloudburst.sdk.registry;

import io.cloudburst.protocol.FunctionBody;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.code.CodeBundle;
import io.cloudburst.sdk.code.CodeSignature;
import java.util.List;
import java.util.Optional;

/**
 * A function as it stands in the registry.
 *
 * @param version the offset of its entry: a later registration has a higher one
 * @param bundle the code that it needs
 * @param body the function itself, to be read inside the bundle's class loader
 * @param parameterTypes binary class names, with type arguments such as {@code java.util.List<a.b.Order>} where they are known, in
 *     order, without the context
 * @param options how it is run
 * @param signature who vouches for it; empty: nobody
 */
public record RegisteredCode(
        String name,
        long version,
        CodeBundle bundle,
        FunctionBody body,
        List<String> parameterTypes,
        String resultType,
        FunctionOptions options,
        Optional<CodeSignature> signature) {
    public RegisteredCode {
        parameterTypes = List.copyOf(parameterTypes);
    }

    /** One that nobody vouches for. */
    public RegisteredCode(
            String name,
            long version,
            CodeBundle bundle,
            FunctionBody body,
            List<String> parameterTypes,
            String resultType,
            FunctionOptions options) {
        this(name, version, bundle, body, parameterTypes, resultType, options, Optional.empty());
    }

    public RegisteredCode signed(CodeSignature by) {
        return new RegisteredCode(name, version, bundle, body, parameterTypes, resultType, options, Optional.of(by));
    }
}
