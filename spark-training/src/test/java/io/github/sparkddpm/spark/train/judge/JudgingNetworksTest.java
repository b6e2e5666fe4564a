package io.github.sparkddpm.spark.train.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.data.WorkerSlice;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import io.github.sparkddpm.spark.executor.CoreShare;
import io.github.sparkddpm.spark.executor.NativeThreads;
import io.github.sparkddpm.spark.train.SecondNetwork;
import io.github.sparkddpm.spark.train.TinyRun;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.training.AllReduce;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

@Timeout(120)
class JudgingNetworksTest {

  private static final EngineConfig CPU =
      new EngineConfig(
          EngineConfig.Name.DL4J, EngineConfig.Device.CPU, EngineConfig.Precision.FLOAT32);
  private static final Peers ALONE = new Peers(WorkerSlice.WHOLE, AllReduce.alone());

  /** Five whole blocks, and one of three images. */
  private static final int IMAGES = 83;

  /** Random ones: a network that has not been trained predicts zeros. */
  private final INDArray parameters =
      new NoiseStream(5)
          .gaussian(
              Purpose.HELD_OUT_EPSILON,
              0,
              new long[] {0},
              1,
              ParameterLayout.of(TinyRun.NETWORK).length())
          .muli(0.1)
          .ravel();

  @AfterEach
  void useAll() {
    NativeThreads.use(0, 1);
  }

  @Test
  void severalNetworksDrawWhatOneDrawsBitForBit() {
    float[] one = predicted(1);

    assertThat(one).doesNotContain(0f);
    assertThat(predicted(3)).isEqualTo(one);
  }

  @Test
  void networksWorkAtTheSameTimeEachWithItsPartOfTheThreads() {
    CyclicBarrier bothAreThere = new CyclicBarrier(2);
    Set<UNet> used = ConcurrentHashMap.newKeySet();
    Set<Integer> threads = ConcurrentHashMap.newKeySet();
    with(
        2,
        2,
        networks ->
            networks.forEach(
                parameters,
                ALONE.blocks(32),
                (block, network) -> {
                  await(bothAreThere);
                  used.add(network);
                  threads.add(Nd4j.factory().blas().getMaxThreads());
                }));

    assertThat(used).hasSize(2);
    assertThat(threads).containsExactly(1);
    assertThat(Nd4j.factory().blas().getMaxThreads()).isEqualTo(2);
  }

  @Test
  void aFailureIsThrownAfterAllHaveEndedAndTheThreadsAreWholeAgain() {
    Set<Integer> done = ConcurrentHashMap.newKeySet();
    with(
        2,
        2,
        networks -> {
          assertThatThrownBy(
                  () ->
                      networks.forEach(
                          parameters,
                          ALONE.blocks(IMAGES),
                          (block, network) -> {
                            throw new IllegalStateException("no image of " + block.first());
                          }))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageStartingWith("no image of ");
          assertThat(Nd4j.factory().blas().getMaxThreads()).isEqualTo(2);
          networks.forEach(
              parameters, ALONE.blocks(IMAGES), (block, network) -> done.add(block.first()));
        });

    assertThat(done).containsExactlyInAnyOrder(0, 16, 32, 48, 64, 80);
  }

  @Test
  void anErrorIsThrownAsItIs() {
    with(
        2,
        1,
        networks ->
            assertThatThrownBy(
                    () ->
                        networks.forEach(
                            parameters,
                            ALONE.blocks(IMAGES),
                            (block, network) -> {
                              throw new OutOfMemoryError("of a test");
                            }))
                .isInstanceOf(OutOfMemoryError.class));
  }

  @Test
  void thereIsANetworkAThreadWithNoMoreImagesAtOnceThanATrainingStepHas() {
    TrainingPlan of64 = TinyRun.batched(64, TinyRun.plan(1));

    assertThat(count(of64, 2)).isEqualTo(2);
    assertThat(count(of64, 16)).isEqualTo(4);
    assertThat(JudgingNetworks.count(of64, WorkerSlice.of(0, 2), 16)).isEqualTo(2);
    assertThat(count(TinyRun.batched(64, TinyRun.plan(1, TinyRun.adamW(4))), 16)).isEqualTo(1);
    assertThat(count(TinyRun.plan(1), 16)).isEqualTo(1);
  }

  @Test
  void largeNetworksAndThoseOnAGpuAreAlone() {
    TrainingPlan of64 = TinyRun.batched(64, TinyRun.plan(1));
    UNetConfig large = new UNetConfig(8, 1, 256, List.of(1, 2, 4), 2, List.of(4), 0.1, 4);

    assertThat(count(with(large, of64), 16)).isEqualTo(1);
    assertThat(count(TinyRun.computedBy(onGpu(), of64), 16)).isEqualTo(1);
  }

  private static EngineConfig onGpu() {
    return new EngineConfig(
        EngineConfig.Name.TORCH, EngineConfig.Device.CUDA, EngineConfig.Precision.FLOAT32);
  }

  private static TrainingPlan with(UNetConfig network, TrainingPlan plan) {
    return new TrainingPlan(plan.seed(), network, plan.diffusion(), plan.training(), plan.engine());
  }

  private static int count(TrainingPlan plan, int threads) {
    return JudgingNetworks.count(plan, WorkerSlice.WHOLE, threads);
  }

  /** Returns what so many networks predict for images of noise. */
  private float[] predicted(int count) {
    int size = TinyRun.SHAPE.size();
    float[] all = new float[IMAGES * size];
    with(
        count,
        1,
        networks ->
            networks.forEach(
                parameters,
                ALONE.blocks(IMAGES),
                (block, network) -> {
                  int[] timesteps = new int[block.count()];
                  Arrays.setAll(timesteps, i -> block.first() % 20);
                  float[] found = network.predict(noise(block), timesteps).dup().data().asFloat();
                  System.arraycopy(found, 0, all, block.first() * size, found.length);
                }));
    return all;
  }

  private static INDArray noise(Peers.Block block) {
    long[] ids = LongStream.range(block.first(), block.first() + block.count()).toArray();
    return new NoiseStream(3)
        .gaussian(Purpose.HELD_OUT_EPSILON, 0, ids, TinyRun.SHAPE.batch(block.count()));
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A use of networks. */
  @FunctionalInterface
  private interface Use {
    void of(JudgingNetworks networks);
  }

  private static void with(int count, int threads, Use use) {
    try (CoreShare cores = CoreShare.open(threads, CPU);
        SecondNetwork first = new SecondNetwork(TinyRun.NETWORK, cores.engine());
        JudgingNetworks networks =
            new JudgingNetworks(
                first,
                Stream.generate(() -> new SecondNetwork(TinyRun.NETWORK, cores.engine()))
                    .limit(count - 1L)
                    .toList(),
                cores)) {
      use.of(networks);
    }
  }
}
