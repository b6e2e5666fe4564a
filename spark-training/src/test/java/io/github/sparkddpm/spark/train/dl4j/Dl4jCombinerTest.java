package io.github.sparkddpm.spark.train.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.train.CombineMode;
import io.github.sparkddpm.spark.train.DistributedTrainer;
import io.github.sparkddpm.spark.train.DistributedTrainer.Result;
import io.github.sparkddpm.spark.train.TinyRun;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.spark.train.TrainingPlan.Combining;
import io.github.sparkddpm.spark.train.TrainingPlan.Rounds;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Dl4jCombinerTest {

  @TempDir private static Path shared;
  private static PreparedDataset dataset;

  @TempDir private Path output;

  @BeforeAll
  static void prepare() throws IOException {
    dataset = TinyRun.dataset(shared);
  }

  @Test
  void averaging() throws IOException {
    Result result = train(CombineMode.PARAMETER_AVERAGING, 7);
    assertThat(result.step()).isEqualTo(7);
  }

  @Test
  void sharing() throws IOException {
    Result result = train(CombineMode.SHARED_GRADIENTS, 7);
    assertThat(result.step()).isEqualTo(7);
  }

  private Result train(CombineMode mode, long steps) throws IOException {
    Combining combining = new Combining(mode, 2, 60, 3, new Rounds(2, 4, 60, ""));
    TrainingPlan plan = TinyRun.plan(steps, combining);
    return new DistributedTrainer(LocalSpark.session(), System.out::println)
        .train(TinyRun.run(dataset, output, plan), key -> true);
  }
}
