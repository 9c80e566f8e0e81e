/** Who may do what: API keys, and tokens of an OpenID Connect issuer. */
package io.cloudburst.gateway.access;
