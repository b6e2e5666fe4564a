package io.github.sparkddpm.spark.train;

import io.github.sparkddpm.spark.executor.EventChannel;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/** Exact gradients: so far with one worker. */
final class AllReduceCombiner implements GradientCombiner {

  private final JavaSparkContext context;
  private final Configuration hadoop;

  AllReduceCombiner(JavaSparkContext context) {
    this.context = context;
    this.hadoop = context.hadoopConfiguration();
  }

  @Override
  public TrainingOutcome train(TrainingRun run, EventChannel<TrainingEvent> channel) {
    var configuration = context.broadcast(new SerializableConfiguration(hadoop));
    return context
        .parallelize(List.of(0), 1)
        .map(new TrainingTask(run, channel.sender(), configuration))
        .first();
  }
}
