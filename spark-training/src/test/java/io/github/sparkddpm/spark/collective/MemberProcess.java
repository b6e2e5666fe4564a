package io.github.sparkddpm.spark.collective;

import io.github.sparkddpm.spark.collective.Tracker.Address;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A member in a process of its own: prints a line for every sum. */
final class MemberProcess {

  private MemberProcess() {}

  /** Arguments: host, port, members, timeout in seconds, rank, number of sums, floats, secret. */
  public static void main(String[] arguments) {
    int[] n = new int[arguments.length];
    for (int i = 1; i < n.length - 1; i++) {
      n[i] = Integer.parseInt(arguments[i]);
    }
    INDArray vector = Nd4j.create(n[6]);
    try (Member member =
        Member.join(
            new Address(arguments[0], n[1], n[2], n[3], PortRange.ANY, arguments[7]), n[4])) {
      for (int i = 0; i < n[5]; i++) {
        vector.assign(1 << n[4]);
        long start = System.nanoTime();
        member.sum(vector);
        double milliseconds = (System.nanoTime() - start) / 1e6;
        System.out.printf(Locale.ROOT, "sum %s ms %.1f%n", vector.getInt(n[6] - 1), milliseconds);
      }
    }
  }

  static Process start(Address address, int rank, int sums, int floats, Path errors)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                MemberProcess.class.getName(),
                address.host()));
    for (int argument :
        new int[] {
          address.port(), address.members(), address.timeoutSeconds(), rank, sums, floats
        }) {
      command.add(Integer.toString(argument));
    }
    command.add(address.secret());
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
        .start();
  }
}
