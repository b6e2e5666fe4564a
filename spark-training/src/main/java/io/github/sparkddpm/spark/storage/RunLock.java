package io.github.sparkddpm.spark.storage;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.ShutdownHookManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a second process from writing into a run's folder: a lease in {@value #FILE}, which its
 * owner renews as long as it lives.
 *
 * <p>Works alike on file systems and object stores, with whole files that are written, read and
 * deleted. To take a lease is to write it, to wait, and to read it back: of several who write at
 * once the last one stays, and the others see it. That holds as long as none takes longer to write
 * than {@link Timing#settle}; a store without compare-and-swap cannot promise more. So the owner
 * also looks again before each checkpoint is written ({@link #requireHeld}): one that slept and
 * lost its lease stops there. What remains is a writer who is suspended after that look, in the
 * midst of writing: its checkpoint may then appear beside the new owner's, whole and of the same
 * run, or, if both write the same step, mixed: then its digests tell, and it is passed over. Who
 * deletes the file by hand lets a second writer in.
 *
 * <p>A process that is told to end (SIGTERM, Ctrl-C) gives its lease back on its way out. A lease
 * without a sign of life for {@link Timing#stale} is taken over, and so, at once, is that of a
 * process of the same machine which is gone. Clocks of machines that share runs may differ by much
 * less than that. A lease that is dated further into the future than that, and a file that is no
 * lease, tell nothing about their owner: they are watched for as long, and taken over unless they
 * are renewed. So nothing that lies under the lock's name locks a run for good.
 */
public final class RunLock implements AutoCloseable {

  /** The lease's file in the run's folder. */
  public static final String FILE = "run.lock";

  private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);

  /**
   * Higher ones go first. Spark stops its context, and with it the tasks that write, at 40; Hadoop
   * closes the file systems, which are needed to delete the lease, at 10.
   */
  private static final int SHUTDOWN_PRIORITY = 20;

  private final OutputFolder folder;
  private final Timing timing;
  private final Runnable onShutdown = this::release;
  private final CountDownLatch closed = new CountDownLatch(1);
  private Lease lease;

  /**
   * The intervals at which the lease is renewed and others wait.
   *
   * @param heartbeat between two signs of life
   * @param stale silence after which a lease is taken over; several heartbeats
   * @param settle between writing a lease and reading it back
   */
  record Timing(Duration heartbeat, Duration stale, Duration settle) {

    /** On a local disk a small file is written at once; elsewhere it may take a while. */
    static Timing of(OutputFolder folder) {
      Duration settle = folder.isLocal() ? Duration.ofMillis(200) : Duration.ofSeconds(1);
      return new Timing(Duration.ofSeconds(10), Duration.ofSeconds(60), settle);
    }
  }

  private RunLock(OutputFolder folder, Timing timing, Lease lease) {
    this.folder = folder;
    this.timing = timing;
    this.lease = lease;
  }

  /**
   * Takes the lease of a run's folder and keeps it until closed.
   *
   * @throws RunLockedException if another process holds it
   * @throws OutputWriteException if the storage fails
   */
  public static RunLock take(OutputFolder folder) throws IOException {
    return take(folder, false);
  }

  /**
   * Takes the lease of a run's folder and keeps it until closed.
   *
   * @param restarted whether the cluster has started this process again, so that the holder of a
   *     fresh lease is most likely dead: it is then watched instead of believed
   * @throws RunLockedException if another process holds it
   * @throws OutputWriteException if the storage fails
   */
  public static RunLock take(OutputFolder folder, boolean restarted) throws IOException {
    try {
      return take(folder, Timing.of(folder), restarted);
    } catch (RunLockedException | OutputWriteException e) {
      throw e;
    } catch (IOException e) {
      throw new OutputWriteException(folder.path(FILE).toString(), e);
    }
  }

  static RunLock take(OutputFolder folder, Timing timing) throws IOException {
    return take(folder, timing, false);
  }

  static RunLock take(OutputFolder folder, Timing timing, boolean restarted) throws IOException {
    Optional<LockFile> found = LockFile.read(folder);
    if (found.isPresent()) {
      requireAbandoned(folder, found.get(), timing, restarted);
    }
    Lease lease = Lease.taken(UUID.randomUUID().toString(), Instant.now());
    folder.write(FILE, lease.toJson());
    sleep(timing.settle());
    RunLock lock = new RunLock(folder, timing, lease);
    lock.requireHeld();
    Thread heart = new Thread(lock::keepBeating, "spark-ddpm-run-lock");
    heart.setDaemon(true);
    heart.start();
    ShutdownHookManager.get().addShutdownHook(lock.onShutdown, SHUTDOWN_PRIORITY);
    return lock;
  }

  /**
   * Makes sure that the lease is still this one's.
   *
   * @throws RunLockedException if another process has taken it over
   * @throws IllegalStateException if it was given back
   */
  public synchronized void requireHeld() throws IOException {
    if (closed.getCount() == 0) {
      throw new IllegalStateException(
          "The lock of run %s was given back: this process ends".formatted(folder.path()));
    }
    // One that was damaged is nobody's, and the next sign of life mends it.
    Optional<Lease> found = LockFile.read(folder).flatMap(LockFile::lease);
    if (found.isPresent() && !found.get().owner().equals(lease.owner())) {
      throw new RunLockedException(
          "Run %s was taken over by %s since %s: this process stops writing; see which of the two is wanted"
              .formatted(folder.path(), found.get().holder(), found.get().since()));
    }
  }

  /** Gives the lease back, unless it is another's by now. Without storage it runs out by itself. */
  @Override
  public void close() {
    release();
    // In the midst of a shutdown hooks cannot be removed, and this one finds nothing to do.
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(onShutdown);
    }
  }

  private synchronized void release() {
    closed.countDown();
    try {
      if (LockFile.read(folder).filter(found -> found.isOf(lease.owner())).isPresent()) {
        folder.delete(FILE);
      }
    } catch (IOException e) {
      LOG.warn(
          "Cannot delete the lock {}, which runs out in {} s: {}",
          folder.path(FILE),
          timing.stale().toSeconds(),
          e.getMessage());
    }
  }

  private static void requireAbandoned(
      OutputFolder folder, LockFile found, Timing timing, boolean restarted) throws IOException {
    if (found.lease().isEmpty()) {
      watch(folder, found, timing, "is damaged (%s)".formatted(found.problem()));
      return;
    }
    Lease lease = found.lease().get();
    Duration silence = lease.silence(Instant.now());
    boolean dead = ProcessIdentity.parse(lease.process()).isSurelyDead();
    if (!dead && silence.compareTo(timing.stale().negated()) < 0) {
      watch(folder, found, timing, "is of the future (%s)".formatted(lease.heartbeat()));
      return;
    }
    if (!dead && restarted && silence.compareTo(timing.stale()) < 0) {
      watch(folder, found, timing, "is of %s, as before this restart".formatted(lease.holder()));
      return;
    }
    if (!dead && silence.compareTo(timing.stale()) < 0) {
      throw new RunLockedException(
          "Run %s is being written by %s since %s, last heard of %s s ago: wait for it, or name another output; if it is dead, its lock runs out %s s after that"
              .formatted(
                  folder.path(),
                  lease.holder(),
                  lease.since(),
                  Math.max(0, silence.toSeconds()),
                  timing.stale().toSeconds()));
    }
    LOG.warn(
        "Taking over run {} from {}, who held it since {} and {}",
        folder.path(),
        lease.holder(),
        lease.since(),
        dead ? "is gone" : "was last heard of at " + lease.heartbeat());
  }

  /**
   * Waits to see whether a lock is renewed that does not tell when that was done last. The time it
   * takes a lease to run out is enough: whoever lives writes it several times.
   */
  private static void watch(OutputFolder folder, LockFile found, Timing timing, String problem)
      throws IOException {
    Path file = folder.path(FILE);
    LOG.warn(
        "The lock {} {}: watching for {} s whether a process still renews it; if you know that none does, stop this one, delete the file and run the command again",
        file,
        problem,
        timing.stale().toSeconds());
    sleep(timing.stale());
    if (LockFile.read(folder).filter(later -> !found.isSameAs(later)).isPresent()) {
      throw new RunLockedException(
          "Run %s is being written by another process: its lock %s %s, but is renewed; end that process, or name another output; if its clock is wrong, set it"
              .formatted(folder.path(), FILE, problem));
    }
    LOG.warn("Taking over run {}: its lock {} and nobody renews it", folder.path(), problem);
  }

  private void keepBeating() {
    try {
      boolean held = true;
      while (held && !closed.await(timing.heartbeat().toMillis(), TimeUnit.MILLISECONDS)) {
        held = beat();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A storage that fails is tried again: the lease has not run out yet. */
  private synchronized boolean beat() {
    if (closed.getCount() == 0) {
      return false;
    }
    try {
      requireHeld();
      lease = lease.beat(Instant.now());
      folder.write(FILE, lease.toJson());
    } catch (RunLockedException e) {
      LOG.warn("{}", e.getMessage());
      return false;
    } catch (IOException e) {
      LOG.warn("Cannot renew the lock of run {}: {}", folder.path(), e.getMessage());
    }
    return true;
  }

  private static void sleep(Duration duration) throws IOException {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while taking the lock of a run", e);
    }
  }
}
