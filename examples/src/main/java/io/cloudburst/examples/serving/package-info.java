/** Prediction serving: three models that are asked side by side, and one answer. */
package io.cloudburst.examples.serving;
