package io.github.sparkddpm.spark.train.combine;

import io.github.sparkddpm.spark.train.GradientCombiner;
import io.github.sparkddpm.spark.train.StopRequest;
import io.github.sparkddpm.spark.train.TrainingRun;
import io.github.sparkddpm.spark.train.allreduce.AllReduceCombiner;
import io.github.sparkddpm.spark.train.dl4j.Dl4jCombiner;
import org.apache.spark.sql.SparkSession;

/** Makes the combiner that a run's plan names. */
public final class Combiners {

  private Combiners() {}

  /** Returns a run's combiner; see {@link GradientCombiner.Factory}. */
  public static GradientCombiner of(SparkSession spark, TrainingRun run, StopRequest stop) {
    return switch (run.plan().training().combining().combine()) {
      case ALL_REDUCE -> new AllReduceCombiner(spark, run, stop);
      case PARAMETER_AVERAGING, SHARED_GRADIENTS -> new Dl4jCombiner(spark, run, stop);
    };
  }
}
