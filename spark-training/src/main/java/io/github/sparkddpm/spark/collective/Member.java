package io.github.sparkddpm.spark.collective;

import io.github.sparkddpm.host.HostMemory;
import io.github.sparkddpm.spark.collective.Tracker.Address;
import io.github.sparkddpm.training.AllReduce;
import io.github.sparkddpm.training.LostMemberException;
import io.github.sparkddpm.training.ReplicaGroup;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import ml.dmlc.xgboost4j.java.CheckedSum;
import ml.dmlc.xgboost4j.java.Communicator;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of a group that sums vectors. The sums are made in the order of the ranks, so that the
 * same vectors give the same bits in every run.
 *
 * <p>XGBoost's communicator belongs to a thread: each member has one of its own, which also bounds
 * every wait, whatever the native code does. Several members may be in one process. For use by one
 * thread.
 */
public final class Member implements AllReduce {

  private static final Logger LOG = LoggerFactory.getLogger(Member.class);

  /** So that the native code, which has the same timeout, is the first to tell the reason. */
  private static final int GRACE_SECONDS = 5;

  private final Address address;
  private final int rank;
  private final ExecutorService thread;
  private boolean broken;

  private Member(Address address, int rank) {
    this.address = address;
    this.rank = rank;
    thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread made = new Thread(work, "spark-ddpm-all-reduce-" + rank);
              made.setDaemon(true);
              return made;
            });
  }

  /**
   * Joins the group, and waits until all members have.
   *
   * @param rank in [0, members), each taken once
   * @throws LostMemberException if they have not within the timeout
   */
  public static Member join(Address address, int rank) {
    Member member = new Member(address, rank);
    try {
      member.call(member::initialize);
      return member;
    } catch (RuntimeException e) {
      member.close();
      throw e;
    }
  }

  /**
   * Returns the group that this one is in.
   *
   * @throws UncheckedIOException if no address of this machine leads to the driver's
   */
  public ReplicaGroup group() {
    // Tells which address leads there; nothing is sent.
    try (DatagramSocket probe = new DatagramSocket()) {
      probe.connect(new InetSocketAddress(address.host(), address.port()));
      return new ReplicaGroup(
          rank,
          address.members(),
          probe.getLocalAddress().getHostAddress(),
          address.timeoutSeconds(),
          this);
    } catch (SocketException e) {
      throw new UncheckedIOException(
          "No address of this machine leads to %s: %s".formatted(address, e.getMessage()), e);
    }
  }

  private Void initialize() throws XGBoostError {
    Map<String, Object> arguments = new HashMap<>();
    arguments.put("dmlc_communicator", "rabit");
    arguments.put("dmlc_tracker_uri", address.host());
    arguments.put("dmlc_tracker_port", address.port());
    arguments.put("dmlc_timeout", address.timeoutSeconds());
    arguments.put("dmlc_task_id", address.task(rank));
    Communicator.init(arguments);
    if (Communicator.getRank() != rank || Communicator.getWorldSize() != address.members()) {
      throw new IllegalStateException(
          "Worker %s of %s was made rank %s of %s: the order of the sums would not be that of another run"
              .formatted(
                  rank, address.members(), Communicator.getRank(), Communicator.getWorldSize()));
    }
    return null;
  }

  /**
   * Sums in place where the memory is the host's, through a copy elsewhere.
   *
   * @throws LostMemberException if a member is gone, or silent for longer than the timeout; this
   *     one is of no use then
   */
  @Override
  public void sum(INDArray vector) {
    int count = Math.toIntExact(vector.length());
    if (HostMemory.holds(vector.dataType())) {
      sum(HostMemory.bytes(vector), count);
    } else {
      ByteBuffer copy =
          ByteBuffer.allocateDirect(Math.multiplyExact(count, Float.BYTES))
              .order(ByteOrder.nativeOrder());
      copy.asFloatBuffer().put(vector.toFloatVector());
      sum(copy, count);
      float[] sums = new float[count];
      copy.asFloatBuffer().get(sums);
      vector.assign(Nd4j.createFromArray(sums));
    }
  }

  private void sum(ByteBuffer floats, int count) {
    call(
        () -> {
          CheckedSum.ofFloats(floats, count);
          return null;
        });
  }

  private <T> T call(Callable<T> work) {
    if (broken) {
      throw new IllegalStateException("Worker %s has lost its group".formatted(rank));
    }
    broken = true;
    T result = await(thread.submit(work));
    broken = false;
    return result;
  }

  private <T> T await(Future<T> future) {
    try {
      return future.get((long) address.timeoutSeconds() + GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IllegalStateException refused) {
        throw refused;
      }
      throw lost(NativeErrors.oneLine(String.valueOf(e.getCause().getMessage())), e);
    } catch (TimeoutException e) {
      throw lost("no answer in %s s".formatted(address.timeoutSeconds()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw lost("interrupted", e);
    }
  }

  private LostMemberException lost(String why, Exception cause) {
    return new LostMemberException(rank, address.members(), why, cause);
  }

  /**
   * Leaves. If the group is whole, its other members may finish what they do; if not, this returns
   * at once, and the native code ends by itself.
   */
  @Override
  public void close() {
    boolean whole = !broken;
    Future<?> left = thread.submit(this::leave);
    thread.shutdown();
    if (whole) {
      await(left);
    }
  }

  private void leave() {
    try {
      Communicator.shutdown();
    } catch (XGBoostError e) {
      LOG.debug("Worker {} left a broken group: {}", rank, NativeErrors.oneLine(e.getMessage()));
    }
  }
}
