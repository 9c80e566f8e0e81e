package io.cloudburst.cli;

import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.store.StoreSecurity;
import picocli.CommandLine.Option;

/** How a client command connects to the store's nodes. The variables are those of the settings of servers. */
final class StoreOption {
    @Option(
            names = "--store-trust",
            paramLabel = "FILE",
            defaultValue = "${env:CLOUDBURST_STORE_TRUST}",
            description =
                    "Speak TLS to the store's nodes, with certificates signed by one of these, in PEM (environment: CLOUDBURST_STORE_TRUST).")
    private String trust;

    @Option(
            names = "--store-certificate",
            paramLabel = "FILE",
            defaultValue = "${env:CLOUDBURST_STORE_CERTIFICATE}",
            description = "Show them this certificate, in PEM (environment: CLOUDBURST_STORE_CERTIFICATE).")
    private String certificate;

    @Option(
            names = "--store-key",
            paramLabel = "FILE",
            defaultValue = "${env:CLOUDBURST_STORE_KEY}",
            description = "Its private key, in PEM (environment: CLOUDBURST_STORE_KEY).")
    private String key;

    @Option(
            names = "--store-token",
            paramLabel = "FILE",
            defaultValue = "${env:CLOUDBURST_STORE_TOKEN}",
            description = "Show them the token in this file (environment: CLOUDBURST_STORE_TOKEN).")
    private String token;

    /** @throws CloudburstException if one is missing that another needs */
    StoreSecurity security() {
        try {
            return new StoreSecurity(given(trust), given(certificate), given(key), given(token));
        } catch (IllegalArgumentException e) {
            throw new CloudburstException(ErrorCode.INVALID_ARGUMENT, "--store-…: " + e.getMessage(), e);
        }
    }

    private static String given(String file) {
        return file == null || file.isEmpty() ? null : file;
    }
}
