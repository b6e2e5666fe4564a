package io.github.sparkddpm.spark.train.judge;

import io.github.sparkddpm.data.WorkerSlice;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.spark.executor.CoreShare;
import io.github.sparkddpm.spark.executor.TaskReporter;
import io.github.sparkddpm.spark.train.SecondNetwork;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.spark.train.judge.Peers.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The networks by which one replica's part of a run is judged, side by side, each with a part of
 * the replica's threads. One network with all threads leaves them idle between its many small
 * operations. They take no memory before they are first used.
 */
public final class JudgingNetworks implements AutoCloseable {

  /** The most bytes that the parameters of all networks but the first take: 256 MiB. */
  private static final long MOST_BYTES = 256L << 20;

  private final SecondNetwork first;
  private final List<SecondNetwork> more;
  private final CoreShare cores;
  private final ExecutorService threads;

  /** A part of the work. */
  @FunctionalInterface
  interface Work {

    /** Does a block's part, by a network that no other thread uses. */
    void on(Block block, UNet network);
  }

  /**
   * Creates nothing yet.
   *
   * @param first that is there anyway; the caller closes it
   * @param more whose engine is that of the first
   * @param cores of the replica
   */
  JudgingNetworks(SecondNetwork first, List<SecondNetwork> more, CoreShare cores) {
    this.first = first;
    this.more = List.copyOf(more);
    this.cores = cores;
    threads = Executors.newFixedThreadPool(Math.max(1, more.size()), JudgingNetworks::daemon);
  }

  /**
   * Returns as many networks as pay for a replica; creates nothing yet.
   *
   * @param first that is there anyway; the caller closes it
   * @param cores of the replica, which it has taken
   */
  public static JudgingNetworks of(
      TrainingPlan plan, WorkerSlice slice, SecondNetwork first, CoreShare cores) {
    List<SecondNetwork> more =
        Stream.generate(() -> new SecondNetwork(plan.network(), cores.engine()))
            .limit(count(plan, slice, cores.take()) - 1L)
            .toList();
    return new JudgingNetworks(first, more, cores);
  }

  /**
   * Returns the number of networks: one a thread, as far as memory allows that. Together they
   * compute no more images at once than a training step, which keeps far more of each, and their
   * parameters are bounded. A GPU is for one.
   */
  static int count(TrainingPlan plan, WorkerSlice slice, int threads) {
    if (plan.engine().onCuda()) {
      return 1;
    }
    int trained =
        slice.size(plan.training().batchSize()) / plan.training().optimizer().accumulate();
    long bytes = Float.BYTES * ParameterLayout.of(plan.network()).length();
    long affordable = Math.min(trained / Peers.BLOCK, 1 + MOST_BYTES / bytes);
    return (int) Math.max(1, Math.min(threads, affordable));
  }

  /** Returns how many threads the replica has. */
  int threads() {
    return cores.take();
  }

  /**
   * Does work on every block, on several at once and in any order. It must not depend on that.
   * Nothing is at work any more when this returns.
   *
   * @param parameters flat vector [P] of the networks; only read
   * @throws RuntimeException what the work has thrown; the blocks that are left are left alone then
   */
  void forEach(INDArray parameters, Iterable<Block> blocks, Work work) {
    Queue<Block> left = new ConcurrentLinkedQueue<>();
    blocks.forEach(left::add);
    List<UNet> networks =
        Stream.concat(Stream.of(first), more.stream())
            .limit(Math.max(1, left.size()))
            .map(network -> network.with(parameters))
            .toList();
    int parts = networks.size();
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (UNet network : networks.subList(1, parts)) {
      all.add(CompletableFuture.runAsync(() -> part(left, network, parts, work), threads));
    }
    // The caller's own part, on its thread: Spark tells this thread alone of a cancelled task.
    all.add(
        CompletableFuture.runAsync(() -> part(left, networks.get(0), parts, work), Runnable::run));
    try {
      CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause();
    } finally {
      cores.take();
    }
  }

  private void part(Queue<Block> left, UNet network, int parts, Work work) {
    try {
      cores.takePart(parts);
      for (Block block = left.poll(); block != null; block = left.poll()) {
        TaskReporter.requireWanted();
        work.on(block, network);
      }
    } finally {
      // After a failure the others need not go on.
      left.clear();
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "judging");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    threads.shutdown();
    more.forEach(SecondNetwork::close);
  }
}
