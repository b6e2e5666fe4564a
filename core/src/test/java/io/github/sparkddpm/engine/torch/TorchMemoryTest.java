package io.github.sparkddpm.engine.torch;

import static io.github.sparkddpm.network.torch.Parity.CPU;
import static io.github.sparkddpm.network.torch.Parity.NOISE;
import static io.github.sparkddpm.network.torch.Parity.TINY;
import static io.github.sparkddpm.network.torch.Parity.random;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.diffusion.NoisedBatch;
import io.github.sparkddpm.network.GraphUNet;
import io.github.sparkddpm.network.torch.TorchNetwork;
import io.github.sparkddpm.network.torch.TorchUNet;
import io.github.sparkddpm.training.AllReduce;
import io.github.sparkddpm.training.Learner;
import io.github.sparkddpm.training.OptimizerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class TorchMemoryTest {

  private static final int WARM_UP = 100;
  private static final int STEPS = 400;

  /** A leak of one object a step would be as many objects as steps; some of ND4J's come and go. */
  private static final long OBJECTS = STEPS / 2;

  /** An allowance for pages of Java's heap that are touched late, and for ND4J. */
  private static final long MEGABYTES = 128;

  @Test
  void stepsLeaveNothingBehind() throws IOException {
    torch.set_num_threads(1);
    INDArray xt = random(4, 3, 8, 8);
    NoisedBatch batch = new NoisedBatch(xt, new int[] {1, 20, 300, 999}, xt);
    long[] ids = LongStream.range(0, 4).toArray();
    OptimizerConfig optimizer = new OptimizerConfig(1e-4, 0, 1, 0.99, 0);
    INDArray parameters = GraphUNet.create(TINY, 1).parameters();
    try (Learner learner =
            new TorchLearner(new TorchNetwork(TINY, CPU, true), optimizer, parameters);
        TorchUNet network = new TorchUNet(TINY, CPU)) {
      network.load(parameters);
      long objects = 0;
      long kilobytes = 0;
      for (int step = 0; step < WARM_UP + STEPS; step++) {
        if (step == WARM_UP) {
          touchHeap();
          objects = Pointer.totalCount();
          kilobytes = residentKilobytes();
        }
        learner.gradient(NOISE, ids, batch);
        learner.combine(1, AllReduce.alone());
        learner.apply();
        network.predict(xt, batch.timesteps());
      }
      long grown = residentKilobytes() - kilobytes;
      System.out.printf(
          "memory: %d objects and %d KB more after %d steps, %d KB resident%n",
          Pointer.totalCount() - objects, grown, STEPS, residentKilobytes());
      assertThat(Pointer.totalCount() - objects).isLessThan(OBJECTS);
      assertThat(grown).isLessThan(MEGABYTES << 10);
    }
  }

  /** Touches the heap, so that it does not grow while it is watched. */
  private static void touchHeap() {
    byte[] garbage = {};
    for (long bytes = 0; bytes < Runtime.getRuntime().maxMemory(); bytes += garbage.length) {
      garbage = new byte[1 << 16];
    }
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
