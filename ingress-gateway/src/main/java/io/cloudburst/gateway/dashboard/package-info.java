/** The dashboard: a page of static files that the gateway carries, served under {@code /} and {@code /assets/}. */
package io.cloudburst.gateway.dashboard;
