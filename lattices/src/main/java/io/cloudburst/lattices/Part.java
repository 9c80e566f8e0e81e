package io.cloudburst.lattices;

/**
 * A part of a set or map that is kept apart.
 *
 * @param name which part; the bytes are not copied
 * @param value a lattice of the whole's type
 * @see Decomposition
 */
public record Part(byte[] name, Lattice<?> value) {}
