package io.github.sparkddpm.spark.executor;

import io.github.sparkddpm.engine.BackendException;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.engine.EngineException;
import io.github.sparkddpm.engine.Engines;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's choice of the engine for a run, by this build and by the GPUs that Spark is asked
 * for.
 */
public final class EngineChoice {

  private static final Logger LOG = LoggerFactory.getLogger(EngineChoice.class);

  private EngineChoice() {}

  /**
   * Chooses the engine for all tasks, and logs it.
   *
   * @throws io.github.sparkddpm.engine.EngineException if the build lacks what is wanted
   * @throws GpuException if Spark does not assign one GPU to each task of a run that computes on
   *     them, or some to one that does not
   */
  public static EngineConfig of(SparkContext context, EngineConfig wanted) {
    GpuRequest gpus = GpuRequest.of(context);
    EngineConfig chosen = Engines.ofBuild().choose(wanted, gpus::findsGpu);
    gpus.requireFitting(chosen.onCuda());
    LOG.info("Computing with {}", chosen.description());
    return chosen;
  }

  /**
   * Returns whether a task failed because its executor lacks the engine or the GPU. Its message is
   * complete, unlike that of Spark, which wraps it.
   */
  public static boolean isMissing(Throwable failure) {
    return failure instanceof EngineException
        || failure instanceof BackendException
        || failure instanceof GpuException;
  }
}
