package io.github.sparkddpm.spark.train;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.github.sparkddpm.spark.train.events.StepMetrics;
import io.github.sparkddpm.spark.train.events.TrainingEvent;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Advanced;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Measured;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Started;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * The progress of a training run as gauges of the driver, for any of Spark's metrics sinks, such as
 * Prometheus.
 *
 * <p>The gauges are {@code step}, {@code steps}, {@code imagesSeen}, {@code loss} (smoothed, as
 * {@link StepMetrics} has it) and {@code imagesPerSecond}. Without a run all are 0, and the loss is
 * NaN. The plugin must be named in {@code spark.plugins} before the session is created; training
 * does not need it.
 */
public final class TrainingMetricsPlugin implements SparkPlugin {

  /**
   * The position of the current run. It is static because Spark creates the plugin, while others
   * report to it.
   */
  private static volatile Position current = new Position(0, 0, 0, Double.NaN, 0);

  private record Position(
      long step, long steps, long imagesSeen, double loss, double imagesPerSecond) {}

  /**
   * A listener that sets the gauges from a run's events; they keep the last value when it has
   * ended.
   */
  static final class Listener implements Consumer<TrainingEvent> {

    private final int batchSize;
    private long steps;

    /**
     * Creates a listener.
     *
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

  /** Returns null: executors have no part of this plugin. */
  @Override
  public ExecutorPlugin executorPlugin() {
    return null;
  }

  private static final class Driver implements DriverPlugin {

    /** Resets the gauges, which an earlier session of this process may have set. */
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
