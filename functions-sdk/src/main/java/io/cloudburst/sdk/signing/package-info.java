/** Who vouches for code, and who is believed. The doors are {@link SigningKey} and {@link TrustedKeys}. */
package io.cloudburst.sdk.signing;
