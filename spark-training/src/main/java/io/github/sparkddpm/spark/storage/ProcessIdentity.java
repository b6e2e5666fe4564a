package io.github.sparkddpm.spark.storage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * The identity of a process on a machine. It tells a process that is surely dead from one that
 * cannot be seen from here.
 *
 * @param space the kernel's boot and the container's space of process ids; empty where the system
 *     does not tell, as on others than Linux
 * @param pid its id in that space
 * @param started when it was started, as ids are used again
 */
record ProcessIdentity(String space, long pid, String started) {

  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path PID_SPACE = Path.of("/proc/self/ns/pid");

  static ProcessIdentity own() {
    return of(ownSpace(), ProcessHandle.current());
  }

  /** Reads what {@link #toString} wrote; of anything else it is a process nobody knows. */
  static ProcessIdentity parse(String text) {
    String[] parts = text.split(" ", -1);
    return parts.length == 3 && parts[1].matches("[0-9]{1,18}")
        ? new ProcessIdentity(parts[0], Long.parseLong(parts[1]), parts[2])
        : new ProcessIdentity("", 0, "");
  }

  /** Returns whether this process would see the other one if it still ran, and does not. */
  boolean isSurelyDead() {
    return !space.isEmpty()
        && space.equals(ownSpace())
        && ProcessHandle.of(pid).filter(handle -> equals(of(space, handle))).isEmpty();
  }

  /** User, host and process id. */
  static String forPeople() {
    return "%s@%s, process %s".formatted(user(), host(), ProcessHandle.current().pid());
  }

  @Override
  public String toString() {
    return "%s %s %s".formatted(space, pid, started);
  }

  private static ProcessIdentity of(String space, ProcessHandle handle) {
    String started = handle.info().startInstant().map(Instant::toString).orElse("unknown");
    return new ProcessIdentity(space, handle.pid(), started);
  }

  private static String ownSpace() {
    try {
      return Files.readString(BOOT).strip() + "/" + Files.readSymbolicLink(PID_SPACE).getFileName();
    } catch (IOException | UnsupportedOperationException e) {
      // Not Linux: nobody is taken for dead before the lease has run out.
      return "";
    }
  }

  private static String user() {
    try {
      return UserGroupInformation.getCurrentUser().getShortUserName();
    } catch (IOException e) {
      return "unknown user";
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown host";
    }
  }
}
