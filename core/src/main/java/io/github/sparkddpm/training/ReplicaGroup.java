package io.github.sparkddpm.training;

/**
 * The replicas that train together, as one of them sees it. They have shown each other that they
 * belong to the run.
 *
 * @param rank of this replica, in [0, members)
 * @param host IP address under which the others reach this replica's machine
 * @param timeoutSeconds longest wait for another replica, at least 1
 * @param sums of vectors in the host's memory
 */
public record ReplicaGroup(
    int rank, int members, String host, int timeoutSeconds, AllReduce sums) {}
