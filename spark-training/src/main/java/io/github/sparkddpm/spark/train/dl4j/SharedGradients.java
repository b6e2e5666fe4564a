package io.github.sparkddpm.spark.train.dl4j;

import java.util.concurrent.atomic.AtomicLong;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.api.RepartitionStrategy;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.parameterserver.training.SharedTrainingMaster;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.parameterserver.distributed.v2.ModelParameterServer;
import org.nd4j.parameterserver.distributed.v2.transport.UpdatesHandler;
import org.reactivestreams.Subscription;

/**
 * The mode of shared gradients: workers send each other, and the driver, the parts of their updates
 * that are large enough.
 */
final class SharedGradients implements Dl4jMaster {

  private static final long QUIET_MILLIS = 5_000;
  private static final long POLL_MILLIS = 20;

  private final Master master;
  private final int workers;

  SharedGradients(MeshConfiguration mesh, int workers, int partSize) {
    this.workers = workers;
    master = new Master(mesh, workers, partSize);
  }

  @Override
  public TrainingMaster<?, ?> master() {
    return master;
  }

  @Override
  public void roundBegins() {
    master.arrived.count.set(0);
  }

  /**
   * Waits until as many updates have arrived at the driver as the trained parts have sent. DL4J has
   * no barrier for updates that are under way when the job ends.
   */
  @Override
  public void settle(int parts) {
    int updates = parts * ResidualSharing.MESSAGES;
    long last = -1;
    long quietSince = System.nanoTime();
    while (master.arrived.count.get() < updates) {
      if (master.arrived.count.get() != last) {
        last = master.arrived.count.get();
        quietSince = System.nanoTime();
      } else if ((System.nanoTime() - quietSince) / 1_000_000 > QUIET_MILLIS) {
        throw new RoundFailedException(
            "Only %s of %s updates have reached the driver, and no more come: its parameters are not those of the executors"
                .formatted(last, updates),
            null);
      }
      pause();
    }
    master.flush();
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RoundFailedException("Interrupted while updates are under way", e);
    }
  }

  /** Returns false: some of a lost executor's updates are applied everywhere already. */
  @Override
  public boolean canRepeat() {
    return false;
  }

  /**
   * Returns 1 / sqrt(workers), because every worker applies the sum of all workers' updates.
   *
   * <p>Updates of Adam are as large as a step whatever the batch, and mostly noise. Noise adds up
   * with the square root of the number of workers (Malladi et al. 2022, "On the SDEs and Scaling
   * Rules for Adaptive Gradient Algorithms").
   */
  @Override
  public double rateScale() {
    return 1.0 / Math.sqrt(workers);
  }

  @Override
  public void close() {
    // Without a round there is no server.
    if (ModelParameterServer.getInstance().isInitialized()) {
      ModelParameterServer.getInstance().shutdown();
    }
  }

  /** Opens a protected method of DL4J's training master. */
  private static final class Master extends SharedTrainingMaster {

    private final transient Arrivals arrived = new Arrivals();

    Master(MeshConfiguration mesh, int workers, int partSize) {
      super(
          mesh,
          workers,
          RDDTrainingApproach.Direct,
          null,
          false,
          RepartitionStrategy.Balanced,
          Repartition.Never,
          new MeanThreshold(),
          // DL4J's own processor would cut off what has not been shared yet.
          new ResidualSharing(),
          partSize,
          partSize,
          0L,
          1,
          2,
          null,
          null,
          null,
          false);
      // Cached paths would be handed on without the executor being made ready for the round.
      storageLevelStreams = null;
    }

    @Override
    protected void prepareNetworkAndStuff(
        org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer network,
        org.deeplearning4j.spark.impl.graph.SparkComputationGraph graph) {
      boolean first = isFirstRun.get();
      super.prepareNetworkAndStuff(network, graph);
      if (!first) {
        ModelParameterServer.getInstance().addUpdatesSubscriber(arrived);
      }
    }

    void flush() {
      finalizeTraining();
    }
  }

  /** Counts the updates that reach the driver. */
  private static final class Arrivals implements UpdatesHandler {

    private final AtomicLong count = new AtomicLong();

    @Override
    public void onNext(INDArray update) {
      count.incrementAndGet();
    }

    @Override
    public void onSubscribe(Subscription subscription) {}

    @Override
    public void onError(Throwable failure) {
      throw new IllegalStateException("SharedGradients gradients failed", failure);
    }

    @Override
    public void onComplete() {}

    @Override
    public INDArray getParametersArray() {
      throw new UnsupportedOperationException("DL4J asks its own handler, which is the first");
    }
  }
}
