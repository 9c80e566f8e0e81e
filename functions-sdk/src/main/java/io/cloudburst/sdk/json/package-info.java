/** Calls, answers and DAGs as JSON, for callers without the SDK; what comes from anyone is checked here, once. */
package io.cloudburst.sdk.json;
