package io.github.sparkddpm.spark.executor;

import java.io.Serializable;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/**
 * The driver's end of one job's events. The receiver is called by one thread at a time, not the one
 * that opened the channel.
 *
 * @param <E> the events
 */
public final class EventChannel<E extends Serializable> implements AutoCloseable {

  private final Sender<E> sender;
  private final AtomicReference<E> last;
  private final AtomicReference<RuntimeException> failure;

  private EventChannel(
      Sender<E> sender, AtomicReference<E> last, AtomicReference<RuntimeException> failure) {
    this.sender = sender;
    this.last = last;
    this.failure = failure;
  }

  /**
   * The executors' end; travels with a task.
   *
   * @param <E> the events
   * @param channel which channel of the driver
   */
  public record Sender<E extends Serializable>(String channel) implements Serializable {

    /**
     * Returns once the driver's receiver has seen the event, so that none is missing when the task
     * ends.
     *
     * @throws IllegalStateException if the driver cannot be reached or its receiver failed
     */
    public void send(E event) {
      EventPlugin.deliver(channel, event);
    }
  }

  /**
   * Opens a channel.
   *
   * @throws SparkSettingException if the session was made without the plugin, or its serializer
   *     cannot write what tasks exchange
   */
  public static <E extends Serializable> EventChannel<E> open(
      SparkSession spark, Class<E> type, Consumer<E> receiver) {
    SessionRequirements.requirePlugin(spark.sparkContext());
    SessionRequirements.requireJavaSerialization(spark.sparkContext());
    String channel = UUID.randomUUID().toString();
    AtomicReference<E> last = new AtomicReference<>();
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    EventPlugin.register(
        channel,
        event -> {
          last.set(type.cast(event));
          try {
            receiver.accept(type.cast(event));
          } catch (RuntimeException e) {
            failure.set(e);
            throw e;
          }
        });
    return new EventChannel<>(new Sender<>(channel), last, failure);
  }

  /** Returns the event that came last, if one came. */
  public Optional<E> last() {
    return Optional.ofNullable(last.get());
  }

  /**
   * Makes sure that the receiver has not failed: what a task tells of that is only that it could
   * not reach it.
   *
   * @throws RuntimeException what it failed with
   */
  public void requireSound() {
    if (failure.get() != null) {
      throw failure.get();
    }
  }

  public Sender<E> sender() {
    return sender;
  }

  /** Tells the receiver of an event of the driver's own, as if it had come from an executor. */
  public void tell(E event) {
    EventPlugin.receive(sender.channel(), event);
  }

  @Override
  public void close() {
    EventPlugin.unregister(sender.channel());
  }
}
