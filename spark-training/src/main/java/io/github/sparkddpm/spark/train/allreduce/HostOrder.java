package io.github.sparkddpm.spark.train.allreduce;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.BarrierTaskInfo;
import org.apache.spark.TaskContext;

/**
 * The ranks of a stage's tasks: those on one host follow each other. A ring then enters and leaves
 * each host once, so that a host's network carries a sum once, however many workers are on it. In
 * any other order it would carry up to as many as there are workers.
 */
final class HostOrder {

  private HostOrder() {}

  /**
   * Returns the rank of a task. The hosts come in the order of their first tasks, and a host's
   * tasks in their own, so that task 0 has rank 0.
   *
   * @param task in [0, hosts)
   * @param hosts of all tasks, by task
   */
  static int rank(int task, List<String> hosts) {
    Map<String, List<Integer>> tasks = new LinkedHashMap<>();
    for (int i = 0; i < hosts.size(); i++) {
      tasks.computeIfAbsent(hosts.get(i), host -> new ArrayList<>()).add(i);
    }
    return tasks.values().stream().flatMap(List::stream).toList().indexOf(task);
  }

  /** Returns the rank of a task of the barrier stage that this thread is in. */
  static int rankHere(int task) {
    // Not by BarrierTaskContext.get(): it starts a timer, which keeps a local driver from ending.
    BarrierTaskContext context = (BarrierTaskContext) TaskContext.get();
    return rank(
        task,
        Arrays.stream(context.getTaskInfos())
            .map(BarrierTaskInfo::address)
            .map(HostOrder::host)
            .toList());
  }

  /** Returns the host of an address, which ends in a port. */
  private static String host(String address) {
    return address.substring(0, Math.max(0, address.lastIndexOf(':')));
  }
}
