package io.github.sparkddpm.spark.executor;

import io.github.sparkddpm.engine.Engines;
import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Carries events and questions of running tasks to the driver; Spark itself reports only finished
 * ones. Binds each process to the GPU that Spark assigned to it, before anything computes there. To
 * be named in {@code spark.plugins} before the session is made.
 */
public final class EventPlugin implements SparkPlugin {

  /** Spark's name for the executor that is in the driver's process. */
  private static final String DRIVER = "driver";

  /** Spark makes the plugin, so what uses it finds it here; in local mode both are in one JVM. */
  private static final Map<String, Consumer<Serializable>> RECEIVERS = new ConcurrentHashMap<>();

  private static final Map<String, BooleanSupplier> FLAGS = new ConcurrentHashMap<>();

  private static volatile PluginContext executorContext;

  /** An event and where it goes. */
  private record Envelope(String channel, Serializable event) implements Serializable {}

  /** An executor was told to end. */
  private record Leaving(String executor) implements Serializable {}

  /** The question whether a flag is raised. */
  private record Question(String flag) implements Serializable {}

  @Override
  public DriverPlugin driverPlugin() {
    return new Driver();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new Executor();
  }

  static void register(String channel, Consumer<Serializable> receiver) {
    RECEIVERS.put(channel, receiver);
  }

  static void register(String flag, BooleanSupplier raised) {
    FLAGS.put(flag, raised);
  }

  /** A channel or a flag. */
  static void unregister(String id) {
    RECEIVERS.remove(id);
    FLAGS.remove(id);
  }

  /** Passes an event to its receiver, and returns whether there is one. */
  static boolean receive(String channel, Serializable event) {
    Consumer<Serializable> receiver = RECEIVERS.get(channel);
    if (receiver != null) {
      receiver.accept(event);
    }
    return receiver != null;
  }

  static void deliver(String channel, Serializable event) {
    ask(new Envelope(channel, event), event.toString());
  }

  static boolean ask(String flag) {
    return (Boolean) ask(new Question(flag), "a question");
  }

  private static Object ask(Serializable message, String what) {
    PluginContext context = executorContext;
    if (context == null) {
      throw new IllegalStateException(
          "This executor has no %s: set spark.plugins to it before the session is made"
              .formatted(EventPlugin.class.getName()));
    }
    try {
      return context.ask(message);
    } catch (Exception e) { // As declared by Spark.
      throw new IllegalStateException(
          "Cannot tell the driver of %s: %s".formatted(what, e.getMessage()), e);
    }
  }

  /** Returns whether the driver knows, and counts on this executor no more. */
  private static boolean announceEnd(String executor) {
    try {
      return (Boolean) ask(new Leaving(executor), "the end of executor " + executor);
    } catch (IllegalStateException e) { // Without a driver there is nothing to wait for.
      return false;
    }
  }

  private static final class Driver implements DriverPlugin {

    private SparkContext spark;

    @Override
    public Map<String, String> init(SparkContext spark, PluginContext context) {
      this.spark = spark;
      LibraryTemporaries.folder();
      VisibleGpu.pin(context.resources());
      if (Engines.ofBuild().haveCuda()) {
        VisibleGpu.pinFirst();
      }
      return Map.of();
    }

    /** Answers, because the executor waits; a channel that is closed has nobody to tell. */
    @Override
    public Object receive(Object message) {
      if (message instanceof Question question) {
        return FLAGS.getOrDefault(question.flag(), () -> false).getAsBoolean();
      }
      if (message instanceof Leaving leaving) {
        return LeavingExecutors.add(spark, leaving.executor());
      }
      Envelope envelope = (Envelope) message;
      return EventPlugin.receive(envelope.channel(), envelope.event());
    }
  }

  private static final class Executor implements ExecutorPlugin {

    @Override
    public void init(PluginContext context, Map<String, String> extraConf) {
      executorContext = context;
      // Before anything is loaded: hiding GPUs is the first to load a library.
      LibraryTemporaries.folder();
      if (!context.executorID().equals(DRIVER)) {
        DeferredEnd.install(() -> announceEnd(context.executorID()));
      }
      VisibleGpu.pin(context.resources());
    }

    @Override
    public void shutdown() {
      executorContext = null;
    }
  }
}
