package io.cloudburst.gateway.http;

/** What a caller may do; each may what those before it may. */
public enum Role {
    /** Nobody in particular: what anyone may ask. */
    ANYONE,
    /** Calls functions and DAGs, reads and writes the store. */
    CALLER,
    /** Changes functions and DAGs. */
    DEPLOYER,
    /** Sees how the gateway does. */
    ADMIN;

    public boolean covers(Role wanted) {
        return compareTo(wanted) >= 0;
    }
}
