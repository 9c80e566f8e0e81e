package io.cloudburst.server.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Where something listens. */
public record Address(String host, int port) {
    private static final String AUTO = "auto";

    /**
     * {@code host:port}, separated by commas; an IPv6 address in brackets.
     *
     * @param name of the setting
     * @throws IllegalArgumentException if it is anything else
     */
    static List<Address> parse(String name, String text) {
        List<Address> all = new ArrayList<>();
        for (String one : text.split(",")) {
            all.add(parseOne(name, one.strip()));
        }
        return all;
    }

    private static Address parseOne(String name, String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon < 1 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
            throw new IllegalArgumentException(
                    name + " must be host:port, or several of those with commas between, is '" + text + "'");
        }
        return new Address(text.substring(0, colon), Integer.parseInt(port));
    }

    /** Whether it is reached from this machine only. */
    public boolean isLoopback() {
        return isLoopback(host);
    }

    /** The same of a host; one that is not known here is taken for one that others can reach. */
    public static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** What {@code host} is: {@code auto} is this machine's own address, anything else is itself. */
    static String resolved(String host) {
        if (!host.equals(AUTO)) {
            return host;
        }
        try {
            return InetAddress.getLocalHost().getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "host cannot be auto, because this machine's name leads to no address (" + e.getMessage()
                            + "); give its address",
                    e);
        }
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
