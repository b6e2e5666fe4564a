package io.github.sparkddpm.jobs.session;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watch over an application that YARN has not started yet. Spark waits for that without a word
 * and without an end, for example if the queue is full.
 */
public final class YarnStart implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(YarnStart.class);
  private static final String TAGS = "spark.yarn.tags";
  private static final Duration SAY_EVERY = Duration.ofSeconds(15);
  private static final EnumSet<YarnApplicationState> PENDING =
      EnumSet.of(
          YarnApplicationState.NEW,
          YarnApplicationState.NEW_SAVING,
          YarnApplicationState.SUBMITTED,
          YarnApplicationState.ACCEPTED);

  private final String tag = "spark-ddpm-" + UUID.randomUUID();
  private final Duration patience;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final long began = System.nanoTime();
  private volatile String reason;

  private YarnStart(Duration patience) {
    this.patience = patience;
  }

  /**
   * Begins to watch if this process asks YARN for an application. A driver in cluster mode is in
   * one already.
   *
   * @param seconds after which the application is ended; empty for never
   */
  public static Optional<YarnStart> watch(SparkConf site, OptionalInt seconds) {
    if (!"yarn".equals(site.get("spark.master", ""))
        || "cluster".equals(site.get("spark.submit.deployMode", ""))) {
      return Optional.empty();
    }
    YarnStart start =
        new YarnStart(
            Duration.ofSeconds(seconds.isPresent() ? seconds.getAsInt() : Long.MAX_VALUE));
    String theirs = site.get(TAGS, "");
    // The application is found by it. The session takes it from here, as all of spark-submit's.
    System.setProperty(TAGS, theirs.isEmpty() ? start.tag : theirs + "," + start.tag);
    Thread thread = new Thread(start::watch, "spark-ddpm-yarn-start");
    thread.setDaemon(true);
    thread.start();
    return Optional.of(start);
  }

  /** Returns why the application was ended, in one line; empty if it was not. */
  public Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  private void watch() {
    try (YarnClient yarn = YarnClient.createYarnClient()) {
      yarn.init(SparkHadoopUtil.get().newConfiguration(new SparkConf()));
      yarn.start();
      while (reason == null && !ended.await(untilNextLook().toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.info("Waiting for YARN to start this application, {} s so far", waited().toSeconds());
        for (ApplicationReport report : yarn.getApplications(null, PENDING, Set.of(tag))) {
          look(report, yarn);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | YarnException e) {
      LOG.warn(
          "Cannot ask YARN whether it starts this application, so it may wait for ever: {}",
          e.getMessage());
    }
  }

  private void look(ApplicationReport report, YarnClient yarn) throws IOException, YarnException {
    String said = String.valueOf(report.getDiagnostics()).lines().findFirst().orElse("").strip();
    if (waited().compareTo(patience) < 0) {
      LOG.info("YARN has not started {} yet: {}", report.getApplicationId(), said);
      return;
    }
    reason =
        "YARN has not started %s in queue %s within %s s (training.timeout): free or enlarge the queue, name another (spark.yarn.queue), or wait longer. It says: %s"
            .formatted(report.getApplicationId(), report.getQueue(), patience.toSeconds(), said);
    yarn.killApplication(report.getApplicationId());
  }

  private Duration untilNextLook() {
    Duration left = patience.minus(waited());
    return left.isNegative() || left.compareTo(SAY_EVERY) > 0 ? SAY_EVERY : left;
  }

  private Duration waited() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** Ends the watch: the application runs, or never will. */
  @Override
  public void close() {
    ended.countDown();
  }
}
