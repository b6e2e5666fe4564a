package io.github.sparkddpm.engine.torch;

import static io.github.sparkddpm.network.torch.Parity.CPU;
import static io.github.sparkddpm.network.torch.Parity.NOISE;
import static io.github.sparkddpm.network.torch.Parity.TINY;
import static io.github.sparkddpm.network.torch.Parity.random;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.diffusion.NoisedBatch;
import io.github.sparkddpm.diffusion.Objective;
import io.github.sparkddpm.network.graph.GraphUNet;
import io.github.sparkddpm.network.torch.TorchNetwork;
import io.github.sparkddpm.network.torch.TorchUNet;
import io.github.sparkddpm.training.AllReduce;
import io.github.sparkddpm.training.Learner;
import io.github.sparkddpm.training.OptimizerConfig;
import io.github.sparkddpm.training.RateSchedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TorchMemoryTest {

  private static final int WARM_UP = 100;
  private static final int STEPS = 400;

  /**
   * A leak of one object in every other step would be twice as many; some of ND4J's come and go.
   */
  private static final long OBJECTS = STEPS / 4;

  /**
   * Far less than a leak of the network's tensors would take, and room for what allocators keep.
   */
  private static final long MEGABYTES = 128;

  /** In a process whose heap is resident from the start, so that only native memory can grow. */
  @Test
  void stepsLeaveNothingBehind() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms256m",
                "-Xmx256m",
                "-XX:+AlwaysPreTouch",
                "-cp",
                System.getProperty("java.class.path"),
                TorchMemoryTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String grown = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    System.out.printf("memory: objects and KB more after %s steps: %s%n", STEPS, grown);

    assertThat(process.waitFor()).isZero();
    assertThat(Long.parseLong(grown.split(" ", -1)[0])).isLessThan(OBJECTS);
    assertThat(Long.parseLong(grown.split(" ", -1)[1])).isLessThan(MEGABYTES << 10);
  }

  /** Prints how many native objects and kilobytes are left after steps. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    torch.set_num_threads(1);
    INDArray xt = random(4, 3, 8, 8);
    NoisedBatch batch = new NoisedBatch(xt, new int[] {1, 20, 300, 999}, new Objective(xt));
    long[] ids = LongStream.range(0, 4).toArray();
    INDArray parameters = GraphUNet.create(TINY, 1).parameters();
    try (Learner plain = learner(parameters, false);
        Learner recomputing = learner(parameters, true);
        TorchUNet network = new TorchUNet(TINY, CPU)) {
      network.load(parameters);
      long objects = 0;
      long kilobytes = 0;
      for (int step = 0; step < WARM_UP + STEPS; step++) {
        if (step == WARM_UP) {
          objects = liveObjects();
          kilobytes = residentKilobytes();
        }
        Learner learner = step % 2 == 0 ? plain : recomputing;
        learner.gradient(NOISE, ids, batch);
        learner.combine(1, AllReduce.alone(), Nd4j.zeros(1));
        learner.apply();
        network.predict(xt, batch.timesteps());
      }
      System.out.printf("%d %d%n", liveObjects() - objects, residentKilobytes() - kilobytes);
    }
  }

  private static Learner learner(INDArray parameters, boolean recompute) {
    OptimizerConfig optimizer =
        new OptimizerConfig(
            1000,
            1e-4,
            0,
            RateSchedule.CONSTANT,
            0.9,
            0.999,
            0,
            1,
            1,
            recompute,
            0.99,
            List.of(),
            0);
    return new TorchLearner(new TorchNetwork(TINY, CPU, true), optimizer, parameters);
  }

  /** Counts after those that the collector frees, such as the ones that made the networks. */
  private static long liveObjects() throws InterruptedException {
    System.gc();
    Thread.sleep(500);
    return Pointer.totalCount();
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
