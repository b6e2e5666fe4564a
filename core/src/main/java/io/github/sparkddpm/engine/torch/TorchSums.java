package io.github.sparkddpm.engine.torch;

import io.github.sparkddpm.training.LostMemberException;
import io.github.sparkddpm.training.ReplicaGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Backend;
import org.bytedeco.pytorch.FileStore;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sums tensors on the device by a process group of torch's: the same tensors give the same bits in
 * every run with as many replicas. What little is in the host's memory goes by the group's own way.
 *
 * <p>A thread of its own bounds every wait, whatever the native code does. For use by one thread.
 */
final class TorchSums implements TensorAllReduce {

  private static final Logger LOG = LoggerFactory.getLogger(TorchSums.class);
  private static final Pattern PLACE = Pattern.compile("^\\[[^\\]]*\\]\\s*");

  /**
   * The time added to the timeout, so that the native code, which has the same timeout, is the
   * first to report the reason.
   */
  private static final int GRACE_SECONDS = 5;

  private final ReplicaGroup group;
  private final ExecutorService thread;
  private final Path file;
  private FileStore store;
  private Backend backend;
  private boolean broken;

  private TorchSums(ReplicaGroup group) throws IOException {
    this.group = group;
    file = Files.createTempDirectory("spark-ddpm-group").resolve("store");
    thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread made = new Thread(work, "spark-ddpm-torch-sums-" + group.rank());
              made.setDaemon(true);
              return made;
            });
  }

  /**
   * Joins the group's replicas, and sums once: the connections are made then at the latest.
   *
   * @param first a tensor on the device, which is summed
   * @throws io.github.sparkddpm.engine.BackendException if a library is missing
   * @throws LostMemberException if another replica does not join
   */
  static TorchSums join(ReplicaGroup group, Transport transport, Tensor first) {
    transport.load();
    TorchSums sums = null;
    try {
      sums = new TorchSums(group);
      sums.connect(transport, first);
      return sums;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a temporary folder: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      sums.broken = true;
      sums.close();
      throw e;
    }
  }

  private void connect(Transport transport, Tensor first) {
    broken = true;
    Future<?> connected =
        thread.submit(
            () -> {
              store = StoreRelay.open(file);
              store.setTimeout(Transport.timeout(group));
              backend = transport.connect(group, store);
              sumNow(first);
            });
    try {
      new StoreRelay(group).runUntil(connected, file);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw lost("interrupted", e);
    }
    await(connected);
    broken = false;
  }

  @Override
  public void sum(INDArray vector) {
    group.sums().sum(vector);
  }

  /**
   * Sums a vector over the replicas, in place.
   *
   * @throws LostMemberException if a replica is gone, or silent for longer than the timeout; this
   *     one is of no use then
   */
  @Override
  public void sum(Tensor vector) {
    if (broken) {
      throw new IllegalStateException("Worker %s has lost its group".formatted(group.rank()));
    }
    broken = true;
    await(thread.submit(() -> sumNow(vector)));
    broken = false;
  }

  private void sumNow(Tensor vector) {
    try (PointerScope scope = new PointerScope()) {
      backend.allreduce(new TensorVector(vector))._wait();
    }
  }

  private void await(Future<?> future) {
    try {
      future.get((long) group.timeoutSeconds() + GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      String reason = String.valueOf(e.getCause().getMessage()).lines().findFirst().orElse("");
      throw lost(PLACE.matcher(reason).replaceFirst(""), e);
    } catch (TimeoutException e) {
      throw lost("no answer in %s s".formatted(group.timeoutSeconds()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw lost("interrupted", e);
    }
  }

  private LostMemberException lost(String why, Exception cause) {
    return new LostMemberException(group.rank(), group.members(), why, cause);
  }

  /** Leaves; of a broken group at once, and the native code ends by itself. */
  @Override
  public void close() {
    boolean whole = !broken;
    broken = true;
    Future<?> left = thread.submit(this::leave);
    thread.shutdown();
    if (whole) {
      await(left);
    }
  }

  private void leave() {
    if (backend != null) {
      backend.close();
    }
    if (store != null) {
      store.close();
    }
    try {
      Files.deleteIfExists(file);
      Files.deleteIfExists(file.getParent());
    } catch (IOException e) {
      LOG.warn("Cannot delete {}: {}", file.getParent(), e.getMessage());
    }
  }
}
