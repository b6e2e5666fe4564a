package io.github.sparkddpm.spark.train.allreduce;

import io.github.sparkddpm.spark.executor.EventPlugin;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/** Does what {@link EventPlugin} does, and counts the messages that reach the driver. */
public final class CountingPlugin implements SparkPlugin {

  private static final AtomicInteger EVENTS = new AtomicInteger();
  private static final Map<String, Integer> QUESTIONS = new ConcurrentHashMap<>();
  private final EventPlugin plugin = new EventPlugin();

  /** Returns the events since the last call, without those that tell of progress each second. */
  static int takeEvents() {
    return EVENTS.getAndSet(0);
  }

  /** Returns how often the question that was asked most was asked since the last call. */
  static int takeQuestions() {
    int most = QUESTIONS.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    QUESTIONS.clear();
    return most;
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new Counting(plugin.driverPlugin());
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return plugin.executorPlugin();
  }

  private record Counting(DriverPlugin driver) implements DriverPlugin {

    @Override
    public Map<String, String> init(SparkContext spark, PluginContext context) {
      return driver.init(spark, context);
    }

    @Override
    public Object receive(Object message) throws Exception {
      String text = message.toString();
      if (text.startsWith("Question[")) {
        QUESTIONS.merge(text, 1, Integer::sum);
      } else if (!text.contains("Advanced[")) {
        EVENTS.incrementAndGet();
      }
      return driver.receive(message);
    }
  }
}
