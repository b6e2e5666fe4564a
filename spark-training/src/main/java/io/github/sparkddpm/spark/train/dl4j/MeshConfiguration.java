package io.github.sparkddpm.spark.train.dl4j;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.spark.SparkEnv;
import org.nd4j.parameterserver.distributed.conf.VoidConfiguration;

/**
 * The network addresses by which executors reach each other.
 *
 * <p>DL4J chooses an executor's address by a mask, and without a mask takes 127.0.0.1, which works
 * on no cluster. Here the default mask is that of the executor's own address in Spark.
 */
final class MeshConfiguration extends VoidConfiguration {

  private static final long serialVersionUID = 1L;

  /**
   * The property of a timeout. Aeron refuses to start with its own 15 s beside the 30 s that DL4J
   * sets for another timeout.
   */
  private static final String UNBLOCK_TIMEOUT = "aeron.publication.unblock.timeout";

  private static final String UNBLOCK_NANOS = "60000000000";

  /**
   * The property that makes Aeron delete its files. Otherwise every process leaves its buffers,
   * hundreds of MB, in shared memory for ever.
   */
  private static final String DELETE_FILES = "aeron.dir.delete.on.shutdown";

  private final String mask;

  /**
   * Creates the configuration and prepares this process.
   *
   * @param driver name or address of the driver's host
   * @param mask as in 10.0.0.0/24, or empty
   */
  MeshConfiguration(String driver, String mask) {
    this.mask = mask;
    makeReady();
    setPortSupplier(new FreeUdpPort());
    setControllerAddress(address(driver));
  }

  /**
   * Prepares a process to share gradients. It must be called before the process does, by the thread
   * that will start DL4J's threads or by one of its ancestors.
   */
  static void makeReady() {
    System.setProperty(UNBLOCK_TIMEOUT, UNBLOCK_NANOS);
    System.setProperty(DELETE_FILES, "true");
    MeshFilter.install();
    TimerSlack.relax();
  }

  @Override
  public String getNetworkMask() {
    return mask.isEmpty() ? networkOf(SparkEnv.get().blockManager().blockManagerId().host()) : mask;
  }

  private static String networkOf(String host) {
    String address = address(host);
    if (address.indexOf('.') < 0) {
      throw new IllegalStateException(
          "Cannot share gradients: executor %s has the address %s, and DL4J needs one of IPv4"
              .formatted(host, address));
    }
    return address.substring(0, address.lastIndexOf('.')) + ".0/24";
  }

  private static String address(String host) {
    try {
      return InetAddress.getByName(host).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(
          "Cannot share gradients: no address for host %s, set training.network-mask"
              .formatted(host),
          e);
    }
  }
}
