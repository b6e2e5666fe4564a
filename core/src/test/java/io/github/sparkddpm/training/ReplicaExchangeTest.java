package io.github.sparkddpm.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.data.WorkerSlice;
import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import io.github.sparkddpm.diffusion.Variance;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.engine.Engines;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

class ReplicaExchangeTest {

  private static final int BATCH = 7;
  private static final int STEPS = 30;
  private static final int TIMESTEPS = 20;
  private static final NoiseStream NOISE = new NoiseStream(5);
  private static final UNetConfig TINY =
      new UNetConfig(8, 1, 8, List.of(1, 2), 1, List.of(4), 0.1, 4);

  /** The state that one replica ended with, and the report of every step. */
  private record Trained(TrainingState state, List<StepReport> reports) {}

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void anyNumberOfReplicasTrainsTheSameNetwork(int replicas) throws Exception {
    Trained alone = train(1).get(0);
    List<Trained> together = train(replicas);

    for (Trained replica : together) {
      assertThat(replica.state()).matches(together.get(0).state()::isSameAs);
      assertThat(distance(replica.state(), alone.state())).isLessThan(1e-5);
      for (int step = 0; step < STEPS; step++) {
        StepReport one = alone.reports().get(step);
        StepReport other = replica.reports().get(step);
        assertThat(timesteps(other)).isEqualTo(timesteps(one));
        assertThat(other.loss()).isCloseTo(one.loss(), withinRelative(one.loss()));
        assertThat(other.images()).isEqualTo(BATCH);
        assertThat(other.learningRate()).isEqualTo(one.learningRate());
      }
    }
  }

  @Test
  void eachReplicaLearnsHowLongTheOthersWaitedInTheStepBefore() throws Exception {
    List<Trained> together = train(3);

    for (int step = 1; step < STEPS; step++) {
      int before = step - 1;
      double[] own =
          together.stream()
              .mapToDouble(replica -> (float) replica.reports().get(before).combining().own())
              .toArray();
      double least = Arrays.stream(own).min().orElseThrow();
      for (Trained replica : together) {
        CombiningTime time = replica.reports().get(step).combining();
        assertThat(time.summing()).isEqualTo(least).isPositive();
        assertThat(time.waiting())
            .isCloseTo(Arrays.stream(own).average().orElseThrow() - least, Offset.offset(1e-9));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DL4J", "TORCH"})
  void aGradientThatIsNotFiniteOnOneReplicaIsSkippedOnAll(EngineConfig.Name engine)
      throws Exception {
    ReplicasInStep sums = new ReplicasInStep(2);
    List<StepReport> reports =
        together(
            2,
            rank -> {
              Trainer trainer = trainer(engine);
              INDArray x0 = images(0, new WorkerSlice(rank, 2));
              if (rank == 1) {
                x0.putScalar(0, Float.NaN);
              }
              long[] ids = ids(0, new WorkerSlice(rank, 2));
              return trainer.step(trainer.draw(0, ids, x0), exchange(rank, 2, sums));
            });

    assertThat(reports).allMatch(StepReport::skipped);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aPauseThatOneReplicaWishesIsKnownToAllAfterTheSameStep(int replicas) throws Exception {
    ReplicasInStep sums = new ReplicasInStep(replicas);
    List<List<Boolean>> told =
        together(
            replicas,
            rank -> {
              WorkerSlice slice = new WorkerSlice(rank, replicas);
              boolean[] wish = new boolean[1];
              ReplicaExchange exchange =
                  new ReplicaExchange(slice, BATCH, sums.of(rank), () -> rank == 0 && wish[0]);
              Trainer trainer = trainer();
              List<Boolean> pauses = new ArrayList<>();
              for (int step = 0; step < 3; step++) {
                wish[0] = step == 1;
                trainer.step(trainer.draw(step, ids(step, slice), images(step, slice)), exchange);
                pauses.add(exchange.isPauseWished());
              }
              return pauses;
            });

    assertThat(told).hasSize(replicas).containsOnly(List.of(false, true, false));
  }

  @Test
  void timestepsAreUniform() {
    long[] seen = new long[TIMESTEPS];
    for (int step = 0; step < 2000; step++) {
      for (long id = 0; id < 10; id++) {
        seen[NOISE.uniformInt(Purpose.TIMESTEP, step, id, TIMESTEPS)]++;
      }
    }
    double[] expected = new double[TIMESTEPS];
    Arrays.fill(expected, 1);
    assertThat(new ChiSquareTest().chiSquareTest(expected, seen)).isGreaterThan(0.001);
  }

  @Test
  void moreReplicasThanImagesAreRefused() {
    ReplicaExchange exchange = new ReplicaExchange(new WorkerSlice(0, 8), BATCH, AllReduce.alone());
    assertThatThrownBy(() -> exchange.combine(trainer().learner(), new double[0], new int[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("7 images cannot be shared by 8 workers");
  }

  private static List<Trained> train(int replicas) throws Exception {
    ReplicasInStep sums = new ReplicasInStep(replicas);
    return together(
        replicas,
        rank -> {
          Trainer trainer = trainer();
          ReplicaExchange exchange = exchange(rank, replicas, sums);
          WorkerSlice slice = new WorkerSlice(rank, replicas);
          List<StepReport> reports = new ArrayList<>();
          for (int step = 0; step < STEPS; step++) {
            TrainingBatch batch = trainer.draw(step, ids(step, slice), images(step, slice));
            reports.add(trainer.step(batch, exchange));
          }
          return new Trained(trainer.learner().state(), reports);
        });
  }

  private interface Replica<T> {
    T run(int rank) throws Exception;
  }

  private static <T> List<T> together(int replicas, Replica<T> replica) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(replicas);
    try {
      List<Callable<T>> tasks = new ArrayList<>();
      for (int rank = 0; rank < replicas; rank++) {
        int mine = rank;
        tasks.add(() -> replica.run(mine));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(tasks)) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private static ReplicaExchange exchange(int rank, int replicas, ReplicasInStep sums) {
    return new ReplicaExchange(new WorkerSlice(rank, replicas), BATCH, sums.of(rank));
  }

  private static Trainer trainer() {
    return trainer(EngineConfig.Name.DL4J);
  }

  private static Trainer trainer(EngineConfig.Name engine) {
    GaussianDiffusion diffusion =
        new GaussianDiffusion(NoiseSchedule.linear(TIMESTEPS), Variance.FIXED_SMALL, true);
    OptimizerConfig optimizer = new OptimizerConfig(1e-3, 10, 1, 0.99, 3);
    EngineConfig onCpu =
        new EngineConfig(engine, EngineConfig.Device.CPU, EngineConfig.Precision.FLOAT32);
    return new Trainer(
        Engines.ofBuild().open(onCpu).learner(TINY, optimizer, 1), diffusion, optimizer, NOISE);
  }

  private static long[] ids(long step, WorkerSlice slice) {
    long first = step * BATCH + slice.firstSlot(BATCH);
    return LongStream.range(first, first + slice.size(BATCH)).toArray();
  }

  private static INDArray images(long step, WorkerSlice slice) {
    long[] all = ids(step, WorkerSlice.WHOLE);
    int first = slice.firstSlot(BATCH);
    return NOISE
        .gaussian(Purpose.EVALUATION, 0, all, all.length, 1, 8, 8)
        .get(NDArrayIndex.interval(first, first + slice.size(BATCH)))
        .dup('c');
  }

  private static int[] timesteps(StepReport report) {
    int[] timesteps = new int[report.images()];
    Arrays.setAll(timesteps, report::timestep);
    return timesteps;
  }

  private static double distance(TrainingState one, TrainingState other) {
    return one.parameters().distance2(other.parameters())
        / other.parameters().norm2Number().doubleValue();
  }

  private static Offset<Double> withinRelative(double value) {
    return Offset.offset(1e-4 * value);
  }
}
