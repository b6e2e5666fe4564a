package io.github.sparkddpm.spark.executor;

import java.io.Serializable;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The driver's end of a yes or no that executors ask for while their tasks run. */
public final class DriverFlag implements AutoCloseable {

  private static final long ASK_EVERY = TimeUnit.MILLISECONDS.toNanos(200);

  private final Reader reader;

  private DriverFlag(Reader reader) {
    this.reader = reader;
  }

  /** The executors' end; travels with a task. One thread uses it. */
  public static final class Reader implements BooleanSupplier, Serializable {

    private static final long serialVersionUID = 1L;

    private final String flag;
    private transient boolean raised;
    private transient long asked;

    private Reader(String flag) {
      this.flag = flag;
    }

    /**
     * Returns whether the driver has raised the flag. It is asked at most every 200 ms, for it
     * answers in about one; a flag that was seen raised stays so.
     *
     * @throws IllegalStateException if the driver cannot be reached
     */
    @Override
    public boolean getAsBoolean() {
      long now = System.nanoTime();
      if (!raised && (asked == 0 || now - asked > ASK_EVERY)) {
        raised = EventPlugin.ask(flag);
        asked = now;
      }
      return raised;
    }
  }

  /** Opens a flag; whether it is raised is looked up for each question. */
  public static DriverFlag open(BooleanSupplier raised) {
    String flag = UUID.randomUUID().toString();
    EventPlugin.register(flag, raised);
    return new DriverFlag(new Reader(flag));
  }

  public Reader reader() {
    return reader;
  }

  /** Lowers the flag for good. */
  @Override
  public void close() {
    EventPlugin.unregister(reader.flag);
  }
}
