package io.cloudburst.bench;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What a JVM of this machine has: another one, asked from outside, or this one. */
final class Vitals implements AutoCloseable {
    private final String name;
    private final Closeable connection;
    private final MemoryMXBean memory;
    private final ThreadMXBean threads;

    private Vitals(String name, MBeanServerConnection server, Closeable connection) throws IOException {
        this.name = name;
        this.connection = connection;
        this.memory = ManagementFactory.newPlatformMXBeanProxy(
                server, ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
        this.threads = ManagementFactory.newPlatformMXBeanProxy(
                server, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
    }

    static Vitals of(String name, ProcessHandle process) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
            try {
                JMXConnector connector =
                        JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
                return new Vitals(name, connector.getMBeanServerConnection(), connector);
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException("process " + process.pid() + " cannot be looked into: " + e.getMessage(), e);
        }
    }

    static Vitals ofThisProcess(String name) throws IOException {
        return new Vitals(name, ManagementFactory.getPlatformMBeanServer(), () -> {});
    }

    String name() {
        return name;
    }

    /** What is reachable on the heap, in bytes: what is left after collections. */
    long liveBytes() {
        // Twice: what only cleaners hold is gone after the second.
        memory.gc();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    int threads() {
        return threads.getThreadCount();
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
