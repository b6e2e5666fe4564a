package io.github.sparkddpm.spark.train.allreduce;

import io.github.sparkddpm.spark.collective.Member;
import io.github.sparkddpm.spark.collective.Tracker.Address;
import io.github.sparkddpm.spark.executor.NativeBackend;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.TaskContext;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.runtime.AbstractFunction1;

/**
 * The task of one worker that sums and computes nothing. The one of rank 0 returns the seconds of
 * its sums, a list for each vector.
 */
final class SumTask extends AbstractFunction1<Iterator<Integer>, Iterator<List<Double>>>
    implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Address group;
  private final List<Long> floats;
  private final int warmup;
  private final int sums;

  /**
   * A task for any worker of a group.
   *
   * @param floats the length of each vector
   * @param warmup sums of each vector that do not count
   * @param sums that count
   */
  SumTask(Address group, List<Long> floats, int warmup, int sums) {
    this.group = group;
    this.floats = List.copyOf(floats);
    this.warmup = warmup;
    this.sums = sums;
  }

  @Override
  public Iterator<List<Double>> apply(Iterator<Integer> partition) {
    TaskContext context = TaskContext.get();
    if (context.attemptNumber() > 0 || context.stageAttemptNumber() > 0) {
      // Spark runs a failed stage again, but with a group that cannot be joined any more.
      return told(List.of());
    }
    int rank = HostOrder.rankHere(partition.next());
    NativeBackend.load();
    List<List<Double>> seconds = new ArrayList<>();
    try (Member member = Member.join(group, rank)) {
      for (long count : floats) {
        seconds.add(seconds(member, Nd4j.create(count)));
      }
    }
    return told(rank == 0 ? seconds : List.of());
  }

  private static Iterator<List<Double>> told(List<List<Double>> seconds) {
    return JavaConverters.asScalaIterator(seconds.iterator());
  }

  private List<Double> seconds(Member member, INDArray vector) {
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < warmup + sums; i++) {
      long start = System.nanoTime();
      member.sum(vector);
      seconds.add((System.nanoTime() - start) / 1e9);
    }
    return new ArrayList<>(seconds.subList(warmup, seconds.size()));
  }
}
