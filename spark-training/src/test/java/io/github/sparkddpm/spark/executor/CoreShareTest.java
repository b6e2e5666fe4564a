package io.github.sparkddpm.spark.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.engine.EngineConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CoreShareTest {

  private static final EngineConfig CPU =
      new EngineConfig(
          EngineConfig.Name.DL4J, EngineConfig.Device.CPU, EngineConfig.Precision.FLOAT32);
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  @AfterEach
  void useAll() {
    NativeThreads.use(0, 1);
  }

  @Test
  void tasksShareTheCoresOnlyWhileTheyRun() {
    try (CoreShare first = CoreShare.open(0, CPU)) {
      assertThat(first.take()).isEqualTo(CORES);
      try (CoreShare second = CoreShare.open(0, CPU)) {
        assertThat(first.take()).isEqualTo(Math.max(1, CORES / 2));
        assertThat(second.take()).isEqualTo(Math.max(1, CORES / 2));
      }
      assertThat(first.take()).isEqualTo(CORES);
    }
  }

  @Test
  void aConfiguredNumberIsNotDivided() {
    try (CoreShare first = CoreShare.open(1, CPU);
        CoreShare second = CoreShare.open(3, CPU)) {
      assertThat(first.take()).isEqualTo(1);
      assertThat(second.take()).isEqualTo(3);
    }
  }

  @Test
  void severalThreadsOfATaskDivideItsShare() {
    try (CoreShare share = CoreShare.open(5, CPU)) {
      assertThat(share.takePart(2)).isEqualTo(2);
      assertThat(share.takePart(9)).isEqualTo(1);
      assertThat(share.take()).isEqualTo(5);
    }
  }
}
