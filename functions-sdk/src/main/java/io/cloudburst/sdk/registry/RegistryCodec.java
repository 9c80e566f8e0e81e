package io.cloudburst.sdk.registry;

import io.cloudburst.protocol.CodeBundle;
import io.cloudburst.protocol.DagEdge;
import io.cloudburst.protocol.DagEntry;
import io.cloudburst.protocol.DagNode;
import io.cloudburst.protocol.FunctionEntry;
import io.cloudburst.protocol.RegistryEntry;
import io.cloudburst.protocol.StoreNodeEntry;
import io.cloudburst.protocol.Version;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.code.FunctionCode;
import io.cloudburst.sdk.store.StoreVersion;
import java.util.Set;

/** Registry entries on the wire, and as what they mean. */
public final class RegistryCodec {
    static final String FUNCTION = "function/";
    static final String DAG = "dag/";
    static final String STORE_NODE = "store-node/";

    private RegistryCodec() {}

    public static String functionKey(String name) {
        return FUNCTION + name;
    }

    public static String dagKey(String name) {
        return DAG + name;
    }

    public static RegistryEntry encode(String name, FunctionCode code, io.cloudburst.sdk.code.CodeBundle bundle) {
        // The version is the offset that the entry will get.
        long unknown = -1;
        RegisteredCode registered = new RegisteredCode(
                name,
                unknown,
                bundle,
                code.body(),
                code.parameterTypes().stream().map(Class::getName).toList(),
                code.resultType().getName());
        return RegistryEntry.newBuilder().setFunction(encode(registered)).build();
    }

    public static FunctionEntry encode(RegisteredCode code) {
        CodeBundle.Builder bundle = CodeBundle.newBuilder()
                .setSha256(code.bundle().sha256())
                .setSize(code.bundle().size())
                .setChunks(code.bundle().chunks());
        code.bundle()
                .versions()
                .forEach(v -> bundle.addVersions(
                        Version.newBuilder().setPartition(v.partition()).setOffset(v.offset())));
        return FunctionEntry.newBuilder()
                .setName(code.name())
                .setBundle(bundle)
                .setBody(code.body())
                .addAllParameterTypes(code.parameterTypes())
                .setResultType(code.resultType())
                .build();
    }

    public static RegistryEntry encode(Dag dag) {
        DagEntry.Builder entry = DagEntry.newBuilder().setName(dag.name());
        dag.nodes()
                .forEach(n ->
                        entry.addNodes(DagNode.newBuilder().setName(n.name()).setFunction(n.function())));
        dag.edges()
                .forEach(e ->
                        entry.addEdges(DagEdge.newBuilder().setFrom(e.from()).setTo(e.to())));
        return RegistryEntry.newBuilder().setDag(entry).build();
    }

    public static RegisteredCode decode(FunctionEntry entry, long offset) {
        CodeBundle bundle = entry.getBundle();
        return new RegisteredCode(
                entry.getName(),
                offset,
                new io.cloudburst.sdk.code.CodeBundle(
                        bundle.getSha256(),
                        bundle.getSize(),
                        bundle.getChunks(),
                        bundle.getVersionsList().stream()
                                .map(v -> new StoreVersion(v.getPartition(), v.getOffset()))
                                .toList()),
                entry.getBody(),
                entry.getParameterTypesList(),
                entry.getResultType());
    }

    public static Dag decode(DagEntry entry) {
        return new Dag(
                entry.getName(),
                entry.getNodesList().stream()
                        .map(n -> new Dag.Node(n.getName(), n.getFunction()))
                        .toList(),
                entry.getEdgesList().stream()
                        .map(e -> new Dag.Edge(e.getFrom(), e.getTo()))
                        .toList());
    }

    static StoreOwner decode(StoreNodeEntry entry) {
        return new StoreOwner(
                entry.getName(), entry.getReplicaSet(), entry.getAddress(), Set.copyOf(entry.getPartitionsList()));
    }
}
