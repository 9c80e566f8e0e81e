/** What the job says of its runs, for those who look at it. For tools, not for functions. */
package io.cloudburst.sdk.runs;
