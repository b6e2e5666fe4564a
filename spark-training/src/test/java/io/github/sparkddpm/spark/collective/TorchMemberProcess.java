package io.github.sparkddpm.spark.collective;

import io.github.sparkddpm.engine.Engine;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.engine.Engines;
import io.github.sparkddpm.engine.torch.TensorAllReduce;
import io.github.sparkddpm.spark.collective.Tracker.Address;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A member that sums tensors in a process of its own: prints a line for every sum. */
final class TorchMemberProcess {

  private static final int FLOATS = 1001;

  private TorchMemberProcess() {}

  /** Arguments: host, port, members, timeout in seconds, rank, number of sums, secret. */
  public static void main(String[] arguments) {
    Address address =
        new Address(
            arguments[0],
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]),
            PortRange.ANY,
            arguments[6]);
    int rank = Integer.parseInt(arguments[4]);
    try (Member member = Member.join(address, rank);
        TensorAllReduce sums = (TensorAllReduce) engine().sums(member.group())) {
      for (int i = 0; i < Integer.parseInt(arguments[5]); i++) {
        System.out.printf("sum %s%n", sum(sums, rank));
      }
    } catch (RuntimeException e) {
      System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }

  static Engine engine() {
    return Engines.ofBuild()
        .open(
            new EngineConfig(
                EngineConfig.Name.TORCH, EngineConfig.Device.CPU, EngineConfig.Precision.FLOAT32));
  }

  /** Returns the mean of the sum of vectors that hold 2 to the power of the rank. */
  static double sum(TensorAllReduce sums, int rank) {
    try (PointerScope scope = new PointerScope()) {
      Tensor vector = torch.ones(FLOATS).mul_(new Scalar((double) (1 << rank)));
      sums.sum(vector);
      return vector.mean().item_float();
    }
  }

  static Process start(Address address, int rank, int sums, Path errors) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            TorchMemberProcess.class.getName(),
            address.host(),
            Integer.toString(address.port()),
            Integer.toString(address.members()),
            Integer.toString(address.timeoutSeconds()),
            Integer.toString(rank),
            Integer.toString(sums),
            address.secret());
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
        .start();
  }
}
