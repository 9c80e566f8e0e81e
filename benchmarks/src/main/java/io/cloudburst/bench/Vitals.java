package io.cloudburst.bench;

import com.sun.management.UnixOperatingSystemMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What a JVM of this machine has: another one, asked from outside, or this one. */
final class Vitals implements AutoCloseable {
    private static final String DIAGNOSTICS = "com.sun.management:type=DiagnosticCommand";
    /** Such as {@code Total: reserved=1847KB, committed=523KB}, and {@code -  Java Heap (reserved=…, committed=…)}. */
    private static final Pattern COMMITTED =
            Pattern.compile("(Total:|Java Heap \\()\\s*reserved=\\d+KB, committed=(\\d+)KB");
    /** Number, instances, bytes, class. */
    private static final Pattern INSTANCES = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(\\S+).*");

    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private final String name;
    private final long pid;
    private final MBeanServerConnection server;
    private final Closeable connection;
    private final MemoryMXBean memory;
    private final ThreadMXBean threads;
    private final ClassLoadingMXBean classes;
    private final UnixOperatingSystemMXBean system;

    private Vitals(String name, long pid, MBeanServerConnection server, Closeable connection) throws IOException {
        this.name = name;
        this.pid = pid;
        this.server = server;
        this.connection = connection;
        this.memory = proxy(ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
        this.threads = proxy(ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
        this.classes = proxy(ManagementFactory.CLASS_LOADING_MXBEAN_NAME, ClassLoadingMXBean.class);
        this.system = proxy(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME, UnixOperatingSystemMXBean.class);
    }

    private <T extends java.lang.management.PlatformManagedObject> T proxy(String bean, Class<T> type)
            throws IOException {
        return ManagementFactory.newPlatformMXBeanProxy(server, bean, type);
    }

    static Vitals of(String name, ProcessHandle process) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
            try {
                JMXConnector connector =
                        JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
                return new Vitals(name, process.pid(), connector.getMBeanServerConnection(), connector);
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException("process " + process.pid() + " cannot be looked into: " + e.getMessage(), e);
        }
    }

    static Vitals ofThisProcess(String name) throws IOException {
        return new Vitals(name, ProcessHandle.current().pid(), ManagementFactory.getPlatformMBeanServer(), () -> {});
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

    int loadedClasses() {
        return classes.getLoadedClassCount();
    }

    /** Files and sockets. */
    long openFiles() {
        return system.getOpenFileDescriptorCount();
    }

    /** What the JVM itself has taken beside the heap, in bytes: classes, code, stacks, buffers; empty if it does not count that. */
    OptionalLong nativeBytes() throws IOException {
        Matcher matcher = COMMITTED.matcher(diagnose("vmNativeMemory", "summary", "scale=KB"));
        long total = 0;
        long heap = 0;
        while (matcher.find()) {
            long bytes = Long.parseLong(matcher.group(2)) << 10;
            if (matcher.group(1).startsWith("Total")) {
                total = bytes;
            } else {
                heap = bytes;
            }
        }
        return total == 0 ? OptionalLong.empty() : OptionalLong.of(total - heap);
    }

    /** What the system has given it of its memory, in bytes; empty where the system does not tell. */
    OptionalLong residentBytes() throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.exists(status)) {
            return OptionalLong.empty();
        }
        Matcher matcher = RESIDENT.matcher(Files.readString(status));
        return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group(1)) << 10) : OptionalLong.empty();
    }

    /** How many reachable objects there are of classes whose names begin so. */
    long instances(String classNames) throws IOException {
        return diagnose("gcClassHistogram")
                .lines()
                .map(INSTANCES::matcher)
                .filter(line -> line.matches() && line.group(2).startsWith(classNames))
                .mapToLong(line -> Long.parseLong(line.group(1)))
                .sum();
    }

    private String diagnose(String operation, String... arguments) throws IOException {
        try {
            return (String)
                    server.invoke(new ObjectName(DIAGNOSTICS), operation, new Object[] {arguments}, new String[] {
                        String[].class.getName()
                    });
        } catch (JMException e) {
            throw new IOException("process " + pid + " does not answer " + operation, e);
        }
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
