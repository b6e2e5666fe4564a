package io.github.sparkddpm.spark.collective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.NetworkInterface;
import ml.dmlc.xgboost4j.java.XGBoostJNI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the members of one group find each other: runs in the driver, for one attempt of one run.
 *
 * <p>XGBoost's own RabitTracker is not used: it sorts members by host, which would let ranks depend
 * on where tasks are placed, and waits for the group in a thread that outlives the group's failure.
 */
public final class Tracker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Tracker.class);
  private static final int ANY_PORT = 0;
  private static final int BY_TASK = 1;

  private final long handle;
  private final Address address;

  /**
   * What members need; travels to them.
   *
   * @param host name or IP address of the driver's machine
   */
  public record Address(String host, int port, int members, int timeoutSeconds)
      implements Serializable {}

  private Tracker(long handle, Address address) {
    this.handle = handle;
    this.address = address;
  }

  /**
   * Starts a tracker on a free port.
   *
   * @param host the name under which others reach this machine; if it is none of its own, one is
   *     found by the routing table
   * @param members how many there will be, at least 1
   * @param timeoutSeconds longest wait for a member, to join as later; at least 1
   * @throws IOException if it cannot be started
   */
  public static Tracker start(String host, int members, int timeoutSeconds) throws IOException {
    long[] handle = new long[1];
    String bound = isOwn(host) ? host : "";
    check(
        XGBoostJNI.TrackerCreate(bound, members, ANY_PORT, BY_TASK, timeoutSeconds, handle), host);
    check(XGBoostJNI.TrackerRun(handle[0]), host);
    String[] json = new String[1];
    check(XGBoostJNI.TrackerWorkerArgs(handle[0], timeoutSeconds, json), host);
    JsonNode found = new JsonMapper().readTree(json[0]);
    return new Tracker(
        handle[0],
        new Address(
            found.required("dmlc_tracker_uri").asText(),
            found.required("dmlc_tracker_port").asInt(),
            members,
            timeoutSeconds));
  }

  private static boolean isOwn(String host) throws IOException {
    InetAddress address = InetAddress.getByName(host);
    return !address.isAnyLocalAddress() && NetworkInterface.getByInetAddress(address) != null;
  }

  private static void check(int code, String host) throws IOException {
    if (code != 0) {
      throw new IOException(
          "Cannot start the tracker of the replicas on %s: %s"
              .formatted(host, NativeErrors.oneLine(XGBoostJNI.XGBGetLastError())));
    }
  }

  /** Where members find this tracker. */
  public Address address() {
    return address;
  }

  /** Stops it; members that have not left fail then, if they have not done so before. */
  @Override
  public void close() {
    if (XGBoostJNI.TrackerFree(handle) != 0) {
      LOG.debug(
          "The tracker was stopped before all had left: {}",
          NativeErrors.oneLine(XGBoostJNI.XGBGetLastError()));
    }
  }
}
