package io.github.sparkddpm.spark.train;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.github.sparkddpm.spark.train.TrainingEvent.Advanced;
import io.github.sparkddpm.spark.train.TrainingEvent.Measured;
import io.github.sparkddpm.spark.train.TrainingEvent.Started;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Where a training run is, as gauges of the driver for any of Spark's metrics sinks, Prometheus
 * among them: {@code step}, {@code steps}, {@code imagesSeen}, {@code loss} (over the last {@value
 * LossWindow#STEPS} steps), {@code imagesPerSecond}. To be named in {@code spark.plugins} before
 * the session is made; training does not need it. Without a run all are 0, the loss NaN.
 */
public final class TrainingMetricsPlugin implements SparkPlugin {

  /** Spark makes the plugin, so what tells it of a run finds it here. */
  private static volatile Position current = new Position(0, 0, 0, Double.NaN, 0);

  private record Position(
      long step, long steps, long imagesSeen, double loss, double imagesPerSecond) {}

  /** What a run's events tell the gauges; they keep the last value when it has ended. */
  static final class Listener implements Consumer<TrainingEvent> {

    private final int batchSize;
    private long steps;

    /**
     * @param batchSize images of a step
     */
    Listener(int batchSize) {
      this.batchSize = batchSize;
    }

    @Override
    public synchronized void accept(TrainingEvent event) {
      if (event instanceof Started started) {
        steps = started.steps();
        set(started.step(), Double.NaN, 0);
      } else if (event instanceof Advanced advanced) {
        set(advanced.step(), advanced.smoothedLoss(), advanced.imagesPerSecond());
      } else if (event instanceof Measured measured) {
        StepMetrics metrics = measured.metrics();
        set(metrics.step(), metrics.smoothedLoss(), metrics.imagesPerSecond());
      }
    }

    private void set(long step, double loss, double imagesPerSecond) {
      current = new Position(step, steps, step * batchSize, loss, imagesPerSecond);
    }
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new Driver();
  }

  /** Executors have nothing of it. */
  @Override
  public ExecutorPlugin executorPlugin() {
    return null;
  }

  private static final class Driver implements DriverPlugin {

    /** What an earlier session of this process has trained is not this one's. */
    @Override
    public Map<String, String> init(SparkContext spark, PluginContext context) {
      current = new Position(0, 0, 0, Double.NaN, 0);
      return Map.of();
    }

    @Override
    public void registerMetrics(String application, PluginContext context) {
      MetricRegistry registry = context.metricRegistry();
      registry.register("step", (Gauge<Long>) () -> current.step());
      registry.register("steps", (Gauge<Long>) () -> current.steps());
      registry.register("imagesSeen", (Gauge<Long>) () -> current.imagesSeen());
      registry.register("loss", (Gauge<Double>) () -> current.loss());
      registry.register("imagesPerSecond", (Gauge<Double>) () -> current.imagesPerSecond());
    }
  }
}
