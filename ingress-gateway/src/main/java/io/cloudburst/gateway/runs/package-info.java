/** What the job says of its runs, followed into bounded memory: single runs, figures of each second, and streams of both. */
package io.cloudburst.gateway.runs;
