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

/** Workers send each other, and the driver, what is large enough of their updates. */
final class Sharing implements Dl4jMaster {

  private static final long QUIET_MILLIS = 5_000;
  private static final long POLL_MILLIS = 20;

  private final Master master;
  private final int workers;

  Sharing(MeshConfiguration mesh, int workers, int partSize) {
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
   * No barrier of DL4J's waits for updates that are under way when the job ends: waits until as
   * many have arrived at the driver as the parts that were trained have sent.
   */
  @Override
  public void settle(int parts) {
    int updates = parts * Refinement.MESSAGES;
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

  /** Some of a lost executor's updates are applied everywhere already. */
  @Override
  public boolean canRepeat() {
    return false;
  }

  /**
   * Every worker applies the sum of all workers' updates. Those of Adam are as large as a step
   * whatever the batch, and mostly noise, which adds up with the square root of their number
   * (Malladi et al. 2022, "On the SDEs and Scaling Rules for Adaptive Gradient Algorithms").
   */
  @Override
  public double rateScale() {
    return 1.0 / Math.sqrt(workers);
  }

  @Override
  public void close() {
    // Without a round there is none.
    if (ModelParameterServer.getInstance().isInitialized()) {
      ModelParameterServer.getInstance().shutdown();
    }
  }

  /** Opens what is protected in DL4J's. */
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
          // DL4J's own would cut off what has not been shared yet.
          new Refinement(),
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
      throw new IllegalStateException("Sharing gradients failed", failure);
    }

    @Override
    public void onComplete() {}

    @Override
    public INDArray getParametersArray() {
      throw new UnsupportedOperationException("DL4J asks its own handler, which is the first");
    }
  }
}
