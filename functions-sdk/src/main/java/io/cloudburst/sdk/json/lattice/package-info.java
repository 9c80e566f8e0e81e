/** Lattices as JSON: to be read by people, and to be written and merged back. {@link io.cloudburst.sdk.json.lattice.LatticeJson} is the door. */
package io.cloudburst.sdk.json.lattice;
