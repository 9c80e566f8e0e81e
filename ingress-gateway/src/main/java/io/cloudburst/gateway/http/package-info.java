/** An HTTP server with limits, and answers for whatever is asked wrongly; knows nothing of what it serves. The door is {@link HttpFront}. */
package io.cloudburst.gateway.http;
